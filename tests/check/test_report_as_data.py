"""Reports as data: the error that carries one, columns that never collide, equality with nan."""

import pytest
import sympy

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.size import depth_of, is_small, text_of
from sympy_torch_bridge.errors import BridgeError, CheckFailedError

x = sympy.Symbol("x")


@pytest.mark.parametrize(
    "failing",
    [lambda: stb.assert_gradient(x**2, x), lambda: stb.assert_consistent(sympy.log(-1 - x**2))],
    ids=["gradient", "consistent"],
)
def test_failed_assertions_carry_their_report(failing):
    with pytest.raises(AssertionError) as raised:
        failing()
    assert isinstance(raised.value, CheckFailedError)
    assert isinstance(raised.value, BridgeError)
    assert isinstance(raised.value.report, stb.Report)
    assert not raised.value.report
    assert str(raised.value) == str(raised.value.report)


def test_coordinates_named_like_columns_keep_their_numbers():
    pytest.importorskip("pandas")
    index, verdict = sympy.symbols("index verdict")
    report = stb.check_gradient(index * verdict, [verdict, index], [index, verdict])
    frame = report.to_frame()
    first = dict(report.points[0].point)
    assert frame["point.index"][0] == first["index"]
    assert frame["point.verdict"][0] == first["verdict"]
    assert frame["index"][0] == 0
    assert set(frame["verdict"]) == {"PASS"}
    assert "x" in stb.check_gradient(x**2, 2 * x).to_frame()


def test_report_with_nan_equals_its_copy():
    real = sympy.Symbol("x", real=True)
    report = stb.check_gradient(abs(real), 1, points=[{real: 0.0}, {real: 2.0}])
    assert any(row.exact != row.exact for row in report.points)
    copy = stb.Report.from_json(report.to_json())
    assert copy == report
    assert hash(copy.points) == hash(report.points)
    other = stb.check_gradient(abs(real), 1, points=[{real: 0.0}, {real: 3.0}])
    assert other != report
    assert report.points[0] != "a row"


def nested(levels):
    expr = x
    for _ in range(levels):
        expr = sympy.sin(expr, evaluate=False)
    return expr


def test_size_counts_depth_as_well_as_nodes():
    deep = nested(60)
    assert depth_of(deep) == 61
    assert not is_small(deep)
    assert is_small(
        deep.args[0].args[0].args[0].args[0].args[0].args[0].args[0].args[0].args[0].args[0].args[0]
    )
    assert text_of(deep) == "<expression of 61 distinct nodes>"
