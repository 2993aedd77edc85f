"""Mistakes in hand-written backward passes without a formula: named rightly, and odd ones not at all."""

from __future__ import annotations

import math

import pytest
import torch

import sympy_torch_bridge as stb


def function(forward, backward, name="Written"):
    """Return an autograd.Function: ``backward`` gets the inputs and the gradient of the output."""

    def run(ctx, *inputs):
        ctx.save_for_backward(*inputs)
        return forward(*inputs)

    def pull(ctx, g):
        found = backward(*ctx.saved_tensors, g)
        return found if isinstance(found, tuple) else (found,)

    def one(ctx, x):
        return run(ctx, x)

    def two(ctx, x, y):
        return run(ctx, x, y)

    def three(ctx, x, y, z):
        return run(ctx, x, y, z)

    count = forward.__code__.co_argcount
    forward_pass = {1: one, 2: two, 3: three}[count]
    members = {"forward": staticmethod(forward_pass), "backward": staticmethod(pull)}
    return type(name, (torch.autograd.Function,), members)


S, C, E = torch.sin, torch.cos, torch.exp


def wave(x, y):
    return S(x) * y + x**2


def wave_x(x, y):
    return C(x) * y + 2 * x


def tri(x, y, z):
    return x * y + S(z) * y + z**3


# What people do: the kind, a word of the diagnosis, the forward and the backward pass.
MISTAKES = {
    "tanh sign": ("sign", "opposite", lambda x: torch.tanh(x), lambda x, g: -g * (1 - torch.tanh(x) ** 2)),
    "cos sign": ("sign", "opposite", lambda x: C(x), lambda x, g: g * S(x)),
    "square without 2": ("factor-2", "half", lambda x: x**2 + S(x) * 2, lambda x, g: g * (x + C(x))),
    "squared loss doubled": ("factor-2", "twice", lambda x, y: (x - y) ** 2 / 2, lambda x, y, g: (g * 2 * (x - y), -2 * g * (x - y))),
    "log10 as log": ("constant-factor", "log(10)", lambda x: torch.log10(1 + x**2), lambda x, g: g * 2 * x / (1 + x**2)),
    "2**x as exp": ("constant-factor", "1/log(2)", lambda x: torch.pow(2.0, x), lambda x, g: g * torch.pow(2.0, x)),
    "degrees": ("constant-factor", "180/pi", lambda x: S(x * (math.pi / 180)), lambda x, g: g * C(x * (math.pi / 180))),
    "inner factor 3": ("constant-factor", "1/3", lambda x: S(3 * x), lambda x, g: g * C(3 * x)),
    "gaussian": ("constant-factor", "sqrt(2*pi)", lambda x: E(-x * x / 2) / math.sqrt(2 * math.pi), lambda x, g: -g * x * E(-x * x / 2)),
    "ignored g": ("cotangent", "ignored", lambda x: x * S(x), lambda x, g: S(x) + x * C(x)),
    "g twice": ("cotangent", "twice", lambda x: x * S(x), lambda x, g: g * g * (S(x) + x * C(x))),
    "abs g": ("cotangent", "absolute", lambda x: x**3, lambda x, g: g.abs() * 3 * x**2),
    "sigmoid without 1-s": ("factor", "1/(1 - f)", lambda x: torch.sigmoid(x), lambda x, g: g * torch.sigmoid(x)),
    "exp of square": ("factor", "1/x", lambda x: E(x * x / 8), lambda x, g: g / 4 * E(x * x / 8)),
    "exponent kept": ("factor", "times x", lambda x: x**3, lambda x, g: g * 3 * x**3),
    "exponent twice lowered": ("factor", "1/x", lambda x: x**4, lambda x, g: g * 4 * x**2),
    "times the output": ("factor", "times f", lambda x: 2 + S(x), lambda x, g: g * C(x) * (2 + S(x))),
    "other input": ("factor", "times y", lambda x, y: S(x) * y, lambda x, y, g: (g * C(x) * y * y, g * S(x))),
    "forgotten other input": ("factor", "1/y", lambda x, y: S(x) * y, lambda x, y, g: (g * C(x), g * S(x))),
    "swapped": ("swapped-partials", "x and y", wave, lambda x, y, g: (g * S(x), g * wave_x(x, y))),
    "swapped two of three": ("swapped-partials", "x and z", tri, lambda x, y, z, g: (g * (C(z) * y + 3 * z**2), g * (x + S(z)), g * y)),
    "rotated": ("swapped-partials", "order", tri, lambda x, y, z, g: (g * (x + S(z)), g * (C(z) * y + 3 * z**2), g * y)),
    "zero for y": ("held-constant", "y taken", wave, lambda x, y, g: (g * wave_x(x, y), torch.zeros_like(y))),
    "None for y": ("held-constant", "y taken", wave, lambda x, y, g: (g * wave_x(x, y), None)),
    "offset": ("offset", "1 added", wave, lambda x, y, g: (g * (wave_x(x, y) + 1), g * S(x))),
    "no derivative": ("other-order", "function in place", lambda x: S(x) + x**2, lambda x, g: g * (S(x) + x**2)),
    "leaky relu": ("region", "x < 0", lambda x: torch.where(x > 0, x * x, 0.1 * x * x), lambda x, g: g * 2 * x),
    "clamped": ("region", "abs(x) > ", lambda x: S(x), lambda x, g: g * torch.where(x.abs() > 1.5, 0, C(x))),
    "max": ("region", "x < y", lambda x, y: torch.where(x > y, x**2, y**2), lambda x, y, g: (g * 2 * x, g * torch.where(x > y, 0, 2 * y))),
    "tie": ("diagonal", "x = y", lambda x, y: S(x - y) * E(y / 4), lambda x, y, g: (g * torch.where(x == y, 0, C(x - y)) * E(y / 4), g * (S(x - y) / 4 - C(x - y)) * E(y / 4))),
    "0/0": ("not-finite", "x = 0", lambda x: torch.sinc(x / math.pi), lambda x, g: g * (C(x) / x - S(x) / x**2)),
    "wrong in small": ("constant-factor", "1 + 1e-06", lambda x: S(x), lambda x, g: g * C(x) * (1 + 1e-6)),
}  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES)
def test_mistakes_are_named(case):
    kind, word, forward, backward = MISTAKES[case]
    report = stb.check_consistency(function(forward, backward))
    assert report.verdict == "refuted", report
    assert [m.kind for m in report.mistakes][:1] == [kind], report
    assert report.diagnosis.startswith("consistent with ")
    assert word in report.diagnosis, report.diagnosis
    assert report.diagnosis in " ".join(str(report).split())


# Wrong in ways that no list holds: any name would mislead.
ODD = {
    "modulated": (wave, lambda x, y, g: (g * wave_x(x, y) * (1 + 0.1 * S(7 * x)), g * S(x))),
    "sum added": (wave, lambda x, y, g: (g * (wave_x(x, y) + x * y), g * S(x))),
    "product": (wave, lambda x, y, g: (g * wave_x(x, y) * x * y, g * S(x))),
    "sine of the argument": (lambda x: S(x * x), lambda x, g: g * C(x * x) * C(x)),
    "tanh squared once": (lambda x: torch.tanh(x), lambda x, g: g * (1 - torch.tanh(x))  * (2 + C(x))),
    "linear": (lambda x: E(S(x)), lambda x, g: g * (0.3 + 0.7 * x)),
    "constant": (lambda x: E(S(x)), lambda x, g: g * 1.25),
    "rounded": (lambda x: S(x), lambda x, g: g * torch.round(C(x) * 10) / 10),
    "wavy region": (lambda x: S(x), lambda x, g: g * torch.where(S(9 * x) > 0, 1.5, 1.0) * C(x)),
    "stripes": (lambda x: x**3, lambda x, g: g * 3 * x**2 * (1 + torch.remainder(torch.floor(x * 3), 2))),
    "half of a term": (lambda x: S(x) + x**2 + E(x / 3), lambda x, g: g * (C(x) + x + E(x / 3) / 3)),
    "sign of a term": (wave, lambda x, y, g: (g * (C(x) * y - 2 * x), g * S(x))),
    "dropped term": (wave, lambda x, y, g: (g * C(x) * y, g * S(x))),
    "mixed up columns": (wave, lambda x, y, g: (g * (0.6 * wave_x(x, y) + 0.4 * S(x)), g * S(x))),
    "both wrong": (wave, lambda x, y, g: (g * (wave_x(x, y) + y**3), g * (S(x) + C(5 * x)))),
    "noise like": (lambda x: S(x), lambda x, g: g * (C(x) + 1e-5 * S(1000 * x))),
    "power of the gradient": (lambda x: S(x), lambda x, g: g * C(x) * C(x).abs() ** 0.1),
    "softplus": (lambda x: torch.log1p(E(x)), lambda x, g: g * (0.5 + 0.25 * torch.tanh(x))),
    "shifted": (lambda x: S(x), lambda x, g: g * C(x + 0.01)),
    "scaled argument": (lambda x: S(x), lambda x, g: g * C(1.01 * x)),
    "other function": (lambda x: torch.atan(x), lambda x, g: g * E(-x * x)),
    "truncated series": (lambda x: E(x / 4), lambda x, g: g / 4 * (1 + x / 4 + x**2 / 32)),
    "quotient": (lambda x, y: x / (2 + S(y)), lambda x, y, g: (g / (2 + S(y)), -g * x / (2 + S(y)))),
    "cubed cotangent": (lambda x: S(x), lambda x, g: g**3 * C(x) + g),
    "added cotangent": (lambda x: S(x), lambda x, g: g + C(x)),
    "two inputs": (lambda x, y: S(x * y), lambda x, y, g: (g * C(x * y) * (y + x), g * C(x * y) * (x + 0.5 * y))),
    "periodic": (lambda x: x**2, lambda x, g: g * 2 * S(x)),
    "capped": (lambda x: x**3, lambda x, g: g * 3 * x**2 / (1 + 0.01 * x**2)),
    "square root of a gradient": (lambda x: x**3 + x, lambda x, g: g * torch.sqrt(3 * x**2 + 1)),
    "mean of both": (wave, lambda x, y, g: (g * (wave_x(x, y) + S(x)) / 2, g * (wave_x(x, y) + S(x)) / 2)),
    "quadratic in y": (wave, lambda x, y, g: (g * wave_x(x, y), g * (S(x) + 1e-3 * y**2))),
    "biased": (lambda x: S(x), lambda x, g: g * (C(x) + 0.1 * C(x) ** 2)),
}  # fmt: skip


@pytest.mark.parametrize("case", ODD)
def test_odd_mistakes_stay_unnamed(case):
    report = stb.check_consistency(function(*ODD[case]))
    assert report.verdict == "refuted", report
    assert report.mistakes == (), report.diagnosis
    assert report.diagnosis is None


def test_as_many_odd_ones():
    assert len(ODD) >= len(MISTAKES) >= 25


@pytest.mark.parametrize("case", ["swapped", "zero for y", "offset", "max"])
def test_pairs_of_callables(case):
    kind, _, forward, backward = MISTAKES[case]

    def gradient(x, y):
        one = torch.ones_like(x)
        return tuple(torch.zeros_like(x) if part is None else part for part in backward(x, y, one))

    report = stb.check_gradient(forward, gradient)
    assert report.verdict == "refuted"
    assert [m.kind for m in report.mistakes][:1] == [kind], report


def test_a_mean_over_the_points():
    report = stb.check_gradient(wave, lambda x, y: (wave_x(x, y) / len(x), S(x) / len(x)))
    assert [m.kind for m in report.mistakes] == ["mean"]
    report = stb.check_gradient(wave, lambda x, y: (wave_x(x, y) / 24, S(x) / 24))
    assert [m.kind for m in report.mistakes] == ["constant-factor"]  # 24 whatever the number of points is


def test_jacobians():
    def field(x, y):
        return torch.stack([x**2 * y, S(y) + x], -1)

    def rows(x, y):
        return [[2 * x * y, x**2], [torch.ones_like(x), C(y)]]

    turned = lambda x, y: torch.stack([torch.stack(r, -1) for r in rows(x, y)], -1)  # noqa: E731
    report = stb.check_gradient(field, turned)
    assert [m.kind for m in report.mistakes] == ["transposed"]
    exchanged = lambda x, y: torch.stack([torch.stack(r, -1) for r in rows(x, y)[::-1]], -2)  # noqa: E731
    report = stb.check_gradient(field, exchanged)
    assert "f[0] and f[1] exchanged" in report.diagnosis

    def one_wrong(x, y):
        found = rows(x, y)
        found[1][1] = -found[1][1]
        return torch.stack([torch.stack(r, -1) for r in found], -2)

    report = stb.check_gradient(field, one_wrong)
    assert report.diagnosis == "consistent with df[1]/dy: the opposite sign"
    assert [(m.kind, m.component) for m in report.mistakes] == [("sign", "df[1]/dy")]


def test_modules_and_their_records():
    class Layer(torch.nn.Module):
        def forward(self, x):
            return function(lambda x: torch.tanh(x), lambda x, g: -g * (1 - torch.tanh(x) ** 2)).apply(x)

    report = stb.check_consistency(Layer())
    assert [m.kind for m in report.mistakes] == ["sign"]
    assert stb.check_gradient(lambda x: torch.tanh(x), Layer()).diagnosis == report.diagnosis
    assert report.to_dict()["mistakes"][0]["kind"] == "sign"


def test_one_named_and_one_not():
    backward = lambda x, y, g: (-g * wave_x(x, y), g * (S(x) + C(5 * x)))  # noqa: E731
    report = stb.check_consistency(function(wave, backward))
    assert report.diagnosis == "consistent with df/dx: the opposite sign; no known mistake for df/dy"
    assert [(m.kind, m.component) for m in report.mistakes] == [("sign", "df/dx")]


def test_a_region_is_confirmed_at_fresh_points():
    """A bound that fits the points of the check by chance is not told."""
    seen = []

    def backward(x, g):
        seen.append(len(x))
        right = C(x)
        return (
            g * torch.where(x > 0, 1.3, 1.0) * right
            if len(seen) < 4
            else g * torch.where(S(50 * x) > 0, 1.3, 1.0) * right
        )

    report = stb.check_consistency(function(lambda x: S(x), backward))
    assert report.verdict == "refuted"
    assert "x > 0" not in (report.diagnosis or "")


def test_given_points_without_room_for_others_name_nothing():
    report = stb.check_gradient(wave, lambda x, y: (-wave_x(x, y), S(x)), points=[{"x": 0.5, "y": 2.0}])
    assert report.verdict == "refuted"
    assert report.mistakes == ()


def test_another_forward_pass():
    other = function(lambda x: S(x) + 0.5, lambda x, g: g * C(x))
    report = stb.check_gradient(lambda x: S(x) * 1.0, other)
    assert report.verdict == "refuted"
    assert [m.kind for m in report.mistakes] == ["forward"]
