"""The pytest plugin: claims are tests, a failure is a report, and wrong use says what to do instead."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import sympy  # noqa: F401  loaded before the runs that would load and forget it

import sympy_torch_bridge

PLUGIN = "sympy_torch_bridge.testing.plugin"
pytest_plugins = ["pytester", PLUGIN]
ROOT = Path(sympy_torch_bridge.__file__).resolve().parent.parent
HEAD = 'import pytest, sympy\nx, y = sympy.symbols("x y")\nmark = pytest.mark.gradient\n'


@pytest.fixture
def start(pytester, monkeypatch):
    """Give ``start(source, *arguments)``: a run of pytest in which no claim is evaluated."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("NO_COLOR", "1")

    def start(source, *arguments, method=pytester.runpytest_inprocess):
        pytester.makepyfile(test_claims=HEAD + source)
        return method("-p", PLUGIN, "--strict-markers", "-W", "error", *arguments)

    return start


@pytest.fixture
def run(start, pytester):
    """Give ``run(source, *arguments)``: the same in another process: torch cannot be loaded twice in one."""

    def run(source, *arguments):
        return start(source, *arguments, method=pytester.runpytest_subprocess)

    return run


CLAIMS = """
@mark
def test_losses():
    yield "softplus", sympy.log(1 + sympy.exp(x)), 1 / (1 + sympy.exp(-x))
    yield x**2, x
    yield x**2, 2 * x
    yield "kink", sympy.Abs(x), sympy.sign(x), {"points": [{x: 0.0}]}
    yield pytest.param(x**3, x, id="known", marks=pytest.mark.xfail)
    yield x * y, y, {"wrt": x}
    yield "raises", x**3, lambda x: 1 / 0
    yield "typo", x**3, 3 * x**2, {"n_point": 1}
    yield "absent", x**3, sympy.Symbol("z"), {"wrt": y}

@mark(n_points=5)
@pytest.mark.parametrize("n", [2, 3])
def test_powers(n):
    return {"power": (x**n, n * x ** (n - 1))}

class TestMethods:
    @mark
    def test_plain(self):
        return sympy.sin(x), sympy.cos(x)

    @mark
    @staticmethod
    def test_static():
        yield sympy.cos(x), sympy.sin(x)

@mark
class TestMarkedClass:
    def test_inherited(self):
        yield sympy.exp(x), sympy.exp(x)

@mark
@pytest.mark.skip(reason="not today")
def test_skipped():
    yield x, 2

def test_fixture(check_gradient, check_consistency):
    assert check_consistency(sympy.sin(x) / x).verdict == "consistent"
    assert len(check_gradient(x**2, 2 * x).points) == 24
    check_gradient(x**2, x)
"""


@pytest.mark.slow
def test_claims_are_tests_and_failures_are_reports(run):
    result = run(CLAIMS, "-v")
    result.assert_outcomes(passed=7, failed=7, xfailed=1, skipped=1)
    text = result.stdout.str()
    for name in (
        "test_losses[[]softplus] PASSED",
        "test_losses[[]x[*][*]2] FAILED",
        "test_losses[[]x[*][*]2-2] PASSED",
        "test_losses[[]kink] FAILED",
        "test_losses[[]known] XFAIL",
        "test_losses[[]x[*]y] PASSED",
        "test_powers[[]2-power] PASSED",
        "test_powers[[]3-power] PASSED",
        "TestMethods::test_plain[[]sin(x)] PASSED",
        "TestMethods::test_static[[]cos(x)] FAILED",
        "TestMarkedClass::test_inherited[[]exp(x)] PASSED",
        "test_skipped[[]x] SKIPPED",
    ):
        result.stdout.fnmatch_lines([f"*{name}*"])
    section = text.split("_ test_losses[x**2] _")[1].split("\n____")[0].splitlines()[1:]
    assert section[0] == "REFUTED: d/dx x**2 = x"
    assert "  diagnosis    consistent with a missing factor 2" in section
    assert section[-1] == "test_claims.py:5: test_losses[x**2]"
    assert len(section) <= 24
    kink = text.split("_ test_losses[kink] _")[1].split("\n____")[0]
    assert "INCONCLUSIVE: d/dx Abs(x) = sign(x)" in kink
    assert "--gradient-inconclusive=xfail" in kink
    raises = text.split("_ test_losses[raises] _")[1].split("\n____")[0]
    assert 'yield "raises", x**3, lambda x: 1 / 0' in raises
    assert "ZeroDivisionError" in raises
    assert not any(word in raises for word in ("pluggy", "_pytest", "code_check"))
    assert "unknown option 'n_point' of a gradient claim; known: wrt, domain, points, n_points," in text
    assert "\nUnknownSymbolError: unknown symbol 'y' in wrt." in text
    fixture = text.split("_ test_fixture _")[1].split("\n____")[0]
    assert ">       check_gradient(x**2, x)\n" in fixture
    assert "E       Failed: REFUTED: d/dx x**2 = x" in fixture
    assert "plugin.py" not in fixture


WRONG = """
import unittest

@mark
def test_none():
    pass

@mark
def test_empty():
    return []

@mark
def test_text():
    yield "x**2", "2*x"

@mark
def test_third():
    yield x * y, y, x

@mark
def test_alone():
    yield x

@mark
def test_four():
    yield x, x, x, x

@pytest.mark.gradient(x**2, x)
def test_marked():
    yield x, 1

@mark
def test_asks(tmp_path):
    yield x, 1

@mark
def test_breaks():
    raise KeyError("cause")

@mark
def test_skips():
    pytest.skip("no data")

class TestCase(unittest.TestCase):
    @mark
    def test_method(self):
        yield x, 2
"""

LESSONS = (
    "test_none returned None; a function marked gradient returns or yields claims: (expr, claimed)",
    "test_empty gave no claim, so that nothing would be checked",
    "test_text: '2*x' is text; formulas are SymPy expressions",
    "test_third: the third entry of a claim is an object of type Symbol; options are a dictionary, for"
    " example {'wrt': x}",
    "test_alone: an object of type Symbol is no claim; accepted: (expr, claimed)",
    "test_four: a claim of 4 entries; accepted: (expr, claimed)",
    "test_marked: the mark gradient takes options alone, as gradient(n_points=48)",
    "test_asks asks for the fixture 'tmp_path', but claims are collected before fixtures exist",
    "the claims of test_method are not collected here",
)


def test_wrong_use_teaches(start):
    result = start(WRONG)
    result.assert_outcomes(failed=9, skipped=1, errors=1)
    text = result.stdout.str()
    for lesson in LESSONS:
        assert f"\n{lesson}" in text
    assert "E       KeyError: 'cause'" in text
    assert "pluggy" not in text.split("_ test_breaks _")[1].split("\n____")[0]


def test_a_marked_function_that_pytest_would_pass_over_is_an_error(start):
    result = start("@mark\ndef claims():\n    yield x, 1\n")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*claims is marked gradient, but would not be collected: * named test*"])


SAMPLED = """
@mark
def test_points():
    yield "own", x**2, 2 * x, {"n_points": 3, "seed": 4}
    yield "shared", x**2, x
    yield "kink", sympy.Abs(x), sympy.sign(x), {"points": [{x: 0.0}]}

def test_fixture(check_gradient):
    report = check_gradient(x**2, 2 * x)
    assert (len(report.points), report.seed) == (7, 5)
    assert check_gradient(x**2, 2 * x, seed=1).seed == 1

def test_kink(check_consistency):
    check_consistency(sympy.Abs(x), points=[{x: 0.0}])
"""


@pytest.mark.slow
def test_options_reach_the_checks_and_the_header(run, pytester):
    pytester.makeini("[pytest]\ngradient_points = 7\ngradient_seed = 3\ngradient_inconclusive = xfail\n")
    result = run(SAMPLED, "--gradient-seed=5", "-rx")
    result.assert_outcomes(passed=2, failed=1, xfailed=2)
    result.stdout.fnmatch_lines(
        [
            "gradient: points=7, seed=5, inconclusive=xfail",
            "  wrong at 6 of 7 points",  # at 0 the claim x is right
            "  checked by * seed 5",
            "XFAIL *kink* - *inconclusive: no point of the sample has a derivative*",
        ]
    )


def test_options_are_validated(start, pytester):
    source = "def test_nothing(): pass\n"
    result = start(source, "--gradient-points=0")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--gradient-points: '0' is not a whole number of at least 1"])
    pytester.makeini("[pytest]\ngradient_seed = many\n")
    result = start(source)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*gradient_seed: 'many' is not a whole number of at least 0"])
    pytester.makeini("[pytest]\ngradient_inconclusive = pass\n")
    result = start(source)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*gradient_inconclusive: 'pass' is not 'fail' or 'xfail'"])


CHOSEN = """
@mark
def test_f():
    yield "right", x**2, 2 * x
    yield "wrong", x**2, x

def test_other():
    pass
"""


def test_selection(start):
    listed = start(CHOSEN, "--collect-only")
    listed.stdout.fnmatch_lines(["*test_f[[]right]>", "*test_f[[]wrong]>", "*test_other>"])
    assert "gradient:" not in listed.stdout.str()
    assert start(CHOSEN, "--collect-only", "-q", "-k", "wrong").outlines[0] == "test_claims.py::test_f[wrong]"
    assert "test_other" not in start(CHOSEN, "--collect-only", "-q", "-m", "gradient").stdout.str()
    assert "@pytest.mark.gradient(**options): the function returns" in start(CHOSEN, "--markers").stdout.str()
    assert start(CHOSEN, "--collect-only", "-q", "test_claims.py::test_f[right]").outlines[1] == ""


def test_distributed(run):
    source = "@mark\ndef test_f():\n    yield x, 1\n    yield x**2, x\n\n@mark\ndef test_g():\n    return 1\n"
    result = run(source, "-n", "2", "--deselect", "test_claims.py::test_f")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["test_g returned an object of type int; *", "FAILED *test_g - Failed: test_g returned *"]
    )


def test_start_loads_nothing_that_computes():
    code = (
        f"import sys, pytest; import {PLUGIN}, sympy_torch_bridge.testing.entry;"
        "print(*{'torch', 'sympy', 'numpy', 'mpmath', 'scipy', 'hypothesis'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == ""


def test_a_project_without_claims_loads_nothing(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile(
        "import sys\n"
        "def test_loaded():\n"
        "    assert not {'torch', 'sympy', 'numpy', 'mpmath', 'sympy_torch_bridge.testing.collection'}"
        " & set(sys.modules)\n"
    )
    result = pytester.runpytest_subprocess("-p", PLUGIN, "-p", "no:hypothesispytest")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("named", ["option", "conftest", "both"])
def test_named_beside_the_entry_point_it_is_loaded_once(named, pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    if named != "option":
        pytester.makeconftest(f'pytest_plugins = ["{PLUGIN}"]\n')
    pytester.makepyfile(HEAD + "@mark\ndef test_f():\n    yield x, 1\n")
    arguments = [] if named == "conftest" else ["-p", PLUGIN]
    result = pytester.runpytest_subprocess("--collect-only", "-q", "-W", "error", *arguments)
    assert result.ret == 0
    assert sum("test_f[x]" in line for line in result.outlines) == 1


def test_the_entry_point_loads_the_plugin_and_can_be_switched_off(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    (entry,) = entry_points(group="pytest11", name="sympy_torch_bridge")
    assert entry.load().pytest_plugins == [PLUGIN]
    assert "--gradient-points" in pytester.runpytest_subprocess("--help").stdout.str()
    off = pytester.runpytest_subprocess("--help", "-p", "no:sympy_torch_bridge").stdout.str()
    assert "--gradient-points" not in off


def test_a_name_of_several_lines_stays_in_one(start):
    result = start('@mark\ndef test_f():\n    yield "a\\nb", x, 1\n', "--collect-only", "-q")
    result.stdout.fnmatch_lines(["test_claims.py::test_f[[]a\\nb]"])
