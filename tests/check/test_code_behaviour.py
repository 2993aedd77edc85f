"""Code that is random, mixes the points of a batch, leaves torch or gives no numbers is told so."""

import pytest
import sympy
import torch

import sympy_torch_bridge as stb
from sympy_torch_bridge.errors import InputTypeError

x = sympy.Symbol("x")


def check(claim, f=None, **options):
    return stb.check_gradient(sympy.sin(x) if f is None else f, claim, x, **options)


MIXING = {
    "sum": lambda x: torch.cos(x).sum(),
    "sorted": lambda x: torch.cos(x).sort()[0],
    "running sum": lambda x: torch.cos(x).cumsum(0),
    "centred": lambda x: torch.cos(x) - torch.cos(x).mean(),
}


@pytest.mark.parametrize("name", MIXING)
def test_code_that_mixes_the_batch_is_refuted_and_named(name):
    report = check(MIXING[name])
    assert report.verdict == "refuted"
    assert [mistake.kind for mistake in report.mistakes] == ["batch"]
    assert any("in tensors of shape (n,)" in note for note in report.notes)


def test_one_gradient_of_several_that_is_summed_is_enough():
    y = sympy.Symbol("y")

    def one_sum(x, y):
        return torch.stack([torch.cos(x), torch.cos(y).sum().expand_as(y)], dim=-1)

    report = stb.check_gradient(sympy.sin(x) + sympy.sin(y), one_sum, [x, y])
    assert report.verdict == "refuted"
    assert [mistake.kind for mistake in report.mistakes] == ["batch"]


def test_single_point_shows_it_too():
    report = check(MIXING["sum"], points=[{x: 1.0}])
    assert [mistake.kind for mistake in report.mistakes] == ["batch"]


@pytest.mark.parametrize(
    "claim",
    [torch.cos, lambda x: 2 * torch.cos(x), lambda x: torch.cos(x) * (1 - 1e-15), lambda x: 1.0],
    ids=["right", "twice", "rounded", "constant"],
)
def test_other_code_is_not_called_random_or_mixing(claim):
    report = check(claim)
    assert not {"batch", "random"} & {mistake.kind for mistake in report.mistakes}


def test_random_code_is_named_when_it_is_refuted():
    torch.manual_seed(0)
    report = check(torch.nn.Dropout(0.5), f=x)
    assert report.verdict == "refuted"
    assert [mistake.kind for mistake in report.mistakes] == ["random"]
    assert report.diagnosis == (
        "consistent with random numbers: two runs at the same points give different ones"
    )


@pytest.mark.parametrize("size", [1e-3, 1e-9])
def test_random_code_is_named_when_nothing_is_decided(size):
    torch.manual_seed(0)
    report = check(lambda x: torch.cos(x) * (1 + size * torch.randn_like(x)))
    assert report.verdict == "inconclusive"
    assert any("two runs of the claim differ" in note for note in report.notes)


def numpy_code(factor):
    return lambda x: torch.from_numpy(torch.cos(x).numpy() * factor)


def test_report_says_what_is_left_open_where_code_leaves_torch():
    right, slightly, grossly = (check(numpy_code(factor)) for factor in (1.0, 1 + 1e-9, 1 + 1e-6))
    assert [report.verdict for report in (right, slightly, grossly)] == [
        "consistent",
        "inconclusive",
        "refuted",
    ]
    note = "part of the claim is computed outside torch: an error below 1.5e-08 is left open, not refuted"
    assert note in right.notes
    assert note in slightly.notes
    assert note not in check(torch.cos).notes


UNREADABLE = {
    "meta": (lambda x: torch.cos(x.to("meta")), "meta tensors hold shapes alone"),
    "sparse": (lambda x: torch.cos(x).to_sparse(), "to_dense"),
    "quantized": (lambda x: torch.quantize_per_tensor(x.float(), 0.1, 0, torch.qint8), "dequantize"),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
@pytest.mark.parametrize("name", UNREADABLE)
def test_results_without_numbers_are_refused_with_advice(name):
    code, advice = UNREADABLE[name]
    with pytest.raises(InputTypeError, match=advice):
        check(code)
    with pytest.raises(InputTypeError, match=advice):
        stb.check_consistency(code)


class Square(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x**2

    @staticmethod
    def backward(ctx, grad):
        return 2 * ctx.saved_tensors[0] * grad


def test_inference_mode_changes_no_verdict():
    checks = [
        lambda: stb.check_consistency(sympy.sin(x)),
        lambda: stb.check_consistency(sympy.sin(x), dtype=torch.complex128),
        lambda: stb.check_gradient(x**2, Square),
        lambda: stb.check_consistency(lambda x: torch.sin(x)),
        lambda: stb.check_rule(stb.rules.BY_ID["derivative.tanh"]),
    ]
    outside = [check().to_json() for check in checks]
    with torch.inference_mode():
        inside = [check().to_json() for check in checks]
        assert stb.testing.gradcheck(Square.apply, (torch.ones(2, dtype=torch.float64, requires_grad=True),))
        assert torch.is_inference_mode_enabled()
    assert inside == outside
    assert all('"verdict": "consistent"' in text for text in outside)


def nested(levels):
    expr = x
    for _ in range(levels):
        expr = sympy.sin(expr, evaluate=False)
    return expr


def test_deep_expressions_are_checked_and_counted_in_the_report():
    expr = nested(2000)
    report = stb.check_consistency(expr, points=[{x: 0.7}])
    assert report.verdict == "consistent"
    assert report.subject == "<expression of 2001 distinct nodes>"
    assert stb.check_gradient(expr, expr, x, points=[{x: 0.7}]).verdict == "refuted"


@pytest.mark.parametrize(
    ("code", "dtype"),
    [
        (lambda x: torch.cos(x.float()).double(), "float32"),
        (lambda x: torch.cos(x.float()), "float32"),
        (lambda x: torch.cos(x.bfloat16()).double(), "bfloat16"),
        (lambda x: torch.cos(x) * x.half() / x, "float16"),
        (lambda x: torch.cos(x) * torch.tensor(torch.pi) / torch.pi, "float32"),
    ],
    ids=["cast and back", "narrow result", "bfloat16", "one factor", "a rounded constant"],
)
def test_code_in_a_narrower_type_is_said_to_be_so(code, dtype):
    report = check(code, domain={x: (1, 2)})
    assert report.verdict == "inconclusive"
    assert any(f"the code computes in {dtype} although it gets float64" in note for note in report.notes)


def test_constants_of_another_type_are_no_narrower_computation():
    report = check(lambda x: torch.cos(x) * torch.tensor(2.0) / 3)
    assert report.verdict == "refuted"
    assert not any("although it gets" in note for note in report.notes)
