"""Sums of exponentials where the exponentials themselves overflow, and where they must stay as they are."""

from __future__ import annotations

import pytest
import sympy as sp
import torch
from sympy import MatrixSymbol, OneMatrix, Sum, Trace, exp, log

import sympy_torch_bridge as stb

n = sp.Symbol("n", integer=True, positive=True)
i = sp.Symbol("i", integer=True)
o, y = MatrixSymbol("o", n, 1), MatrixSymbol("y", n, 1)
X = MatrixSymbol("X", 2, 3)
ones = OneMatrix(1, n)
LOGITS = torch.tensor([[1000.0], [999.0], [-5.0]], dtype=torch.float64)
TARGET = torch.tensor([[0.0], [1.0], [0.0]], dtype=torch.float64)

SUMS = {
    "trace": Trace(ones * o.applyfunc(exp)),
    "entry": (ones * o.applyfunc(exp))[0, 0],
    "sum": Sum(exp(o[i, 0]), (i, 0, n - 1)),
    "mirrored": Trace(o.applyfunc(exp).T * ones.T),
}


def _cross_entropy(logits):
    return torch.logsumexp(logits, 0).sum() - (TARGET * logits).sum()


@pytest.mark.parametrize("name", SUMS)
def test_cross_entropy_of_large_logits(name):
    loss = log(SUMS[name]) - Trace(y.T * o)
    compiled = stb.compile(loss, [o, y])
    torch.testing.assert_close(compiled(LOGITS, TARGET), _cross_entropy(LOGITS))
    want = torch.func.grad(_cross_entropy)(LOGITS)
    torch.testing.assert_close(stb.compile(stb.gradient(loss, o), [o, y])(LOGITS, TARGET), want)
    torch.testing.assert_close(compiled.value_and_grad(LOGITS, TARGET)[1][0], want)
    hessian = torch.func.hessian(_cross_entropy)(LOGITS)[:, 0, :, 0]
    torch.testing.assert_close(stb.compile(stb.hessian(loss, o), [o, y])(LOGITS, TARGET), hessian)


def test_single_precision_and_batches():
    loss = stb.compile(log(SUMS["trace"]), [o])
    logits = torch.tensor([[[100.0], [99.0]], [[-200.0], [-201.0]]])
    want = torch.logsumexp(logits[..., 0], -1)
    torch.testing.assert_close(loss(logits), want)


def test_the_scale_inside_of_the_exponential_is_kept():
    t = sp.Symbol("t")
    loss = log(Trace(ones * o.applyfunc(lambda u: exp(t * u - 1))))
    logits, scale = LOGITS, torch.tensor(3.0, dtype=torch.float64)
    want = torch.logsumexp(scale * logits - 1, 0).sum()
    torch.testing.assert_close(stb.compile(loss, [o, t])(logits, scale), want)


def test_all_entries_of_a_matrix():
    loss = log(Trace(OneMatrix(1, 2) * X.applyfunc(exp) * OneMatrix(3, 1)))
    values = torch.tensor([[800.0, 801, 3], [1, 2, 3]], dtype=torch.float64)
    torch.testing.assert_close(stb.compile(loss, [X])(values), torch.logsumexp(values.flatten(), 0))
    want = torch.softmax(values.flatten(), 0).reshape(2, 3)
    torch.testing.assert_close(stb.compile(stb.gradient(loss, X), [X])(values), want)


UNTOUCHED = {
    "other-exponent": lambda e, f: 1 / Trace(ones * f) * e,
    "weighted-sum": lambda e, f: 1 / Trace(y.T * e) * e,
    "squared-divisor": lambda e, f: Trace(ones * e) ** -2 * e,
    "repeated-sum": lambda e, f: 1 / Trace(OneMatrix(2, n) * e * OneMatrix(1, 2)) * e,
    "no-exponential": lambda e, f: 1 / Trace(ones * y) * y,
}


@pytest.mark.parametrize("name", UNTOUCHED)
def test_other_quotients_are_what_they_say(name):
    formula = UNTOUCHED[name](o.applyfunc(exp), y.applyfunc(exp))
    a = torch.tensor([[0.3], [0.2], [-0.4]], dtype=torch.float64)
    b = torch.tensor([[1.3], [0.1], [0.7]], dtype=torch.float64)
    e, f = a.exp(), b.exp()
    want = {
        "other-exponent": e / f.sum(),
        "weighted-sum": e / (b * e).sum(),
        "squared-divisor": e / e.sum() ** 2,
        "repeated-sum": e / (2 * e.sum()),
        "no-exponential": b / b.sum(),
    }[name]
    torch.testing.assert_close(stb.compile(formula, [o, y])(a, b), want)


def test_infinite_exponents():
    loss = stb.compile(log(SUMS["trace"]), [o])
    column = torch.tensor([[-torch.inf], [-torch.inf]], dtype=torch.float64)
    assert loss(column).item() == -torch.inf
    assert loss(-column).item() == torch.inf
    assert loss(torch.tensor([[torch.nan], [1.0]], dtype=torch.float64)).isnan()
