"""The noise of torch's own formulas covers what their kernels lose by cancellation."""

from __future__ import annotations

import mpmath
import pytest
import sympy
import torch
from torch.nn import functional

import sympy_torch_bridge as stb
from sympy_torch_bridge.check.kernel_steps import STEPS
from sympy_torch_bridge.check.noise import deviation
from sympy_torch_bridge.tolerance import FLOAT64


def log1p_exp(x):
    return mpmath.log1p(mpmath.exp(x))


def beside_zero(operation):
    """Give an operation on vectors the number and a zero."""
    return lambda x: operation(torch.stack([x, torch.zeros_like(x)], -1))


def beside_next(operation):
    return lambda x: operation(torch.stack([x, x + 1], -1))


def slope(operation):
    def computed(x):
        with torch.enable_grad():
            leaf = x.detach().requires_grad_()
            return torch.autograd.grad(operation(leaf).sum(), leaf)[0]

    return computed


def gelu(x):
    return x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2


def gelu_by_tanh(x):
    inner = mpmath.sqrt(2 / mpmath.pi) * (x + mpmath.mpf("0.044715") * x**3)
    return x * (1 + mpmath.tanh(inner)) / 2


CASES = {
    "gelu": (functional.gelu, gelu, (-8.0, -20.0)),
    "gelu'": (slope(functional.gelu), lambda x: mpmath.diff(gelu, x), (-8.0, -0.7517)),
    "tanh gelu": (lambda x: functional.gelu(x, approximate="tanh"), gelu_by_tanh, (-5.0,)),
    "tanh gelu'": (
        slope(lambda x: functional.gelu(x, approximate="tanh")),
        lambda x: mpmath.diff(gelu_by_tanh, x),
        (-5.0,),
    ),
    "silu'": (
        slope(functional.silu),
        lambda x: mpmath.diff(lambda t: t * mpmath.sigmoid(t), x),
        (-1.278464,),
    ),
    "mish'": (
        slope(functional.mish),
        lambda x: mpmath.diff(lambda t: t * mpmath.tanh(log1p_exp(t)), x),
        (-1.1924,),
    ),
    "sinc": (torch.sinc, lambda x: mpmath.sinc(mpmath.pi * x), (5.000001, 145078.17289)),
    "logit": (torch.logit, lambda p: mpmath.log(p / (1 - p)), (0.5000001,)),
    "logaddexp": (lambda x: torch.logaddexp(x, x), lambda x: x + mpmath.log(2), (-0.69314718,)),
    "logsumexp": (beside_zero(lambda pair: torch.logsumexp(pair, -1)), log1p_exp, (-40.0,)),
    "softmax": (
        beside_zero(lambda pair: torch.softmax(pair, -1)[..., 0]),
        mpmath.sigmoid,
        (-189.3, -700.1),
    ),
    "log_softmax": (
        beside_zero(lambda pair: torch.log_softmax(pair, -1)[..., 0]),
        lambda x: -log1p_exp(-x),
        (40.0,),
    ),
    "log_softmax'": (
        slope(beside_zero(lambda pair: torch.log_softmax(pair, -1)[..., 0])),
        lambda x: mpmath.sigmoid(-x),
        (40.0,),
    ),
    "var": (beside_next(lambda pair: pair.var(-1)), lambda x: mpmath.mpf(1) / 2, (1e8 + 0.7,)),
    "std": (beside_next(lambda pair: pair.std(-1)), lambda x: mpmath.sqrt(0.5), (1e8 + 0.7,)),
    "layer norm": (
        beside_next(lambda pair: functional.layer_norm(pair, (2,), eps=0.75)[..., 1]),
        lambda x: mpmath.mpf(1) / 2,
        (1e8 + 0.7,),
    ),
    "cross": (
        lambda x: torch.linalg.cross(torch.stack([x, 3 * x, x], -1), torch.stack([x / 3, x, x], -1))[..., 2],
        lambda x: x * x - 3 * x * mpmath.mpf(float(x) / 3),
        (2.777366587911613,),
    ),
    "digamma": (torch.digamma, mpmath.digamma, (-12.99996,)),
    "log_ndtr": (
        torch.special.log_ndtr,
        lambda x: mpmath.log1p(-mpmath.erfc(x / mpmath.sqrt(2)) / 2),
        (25.877,),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_error_of_a_kernel_lies_within_its_noise(name):
    operation, exact, places = CASES[name]
    x = torch.tensor(places, dtype=torch.float64)
    computed, noise = operation(x), deviation(operation, [x], seed=0)
    for place, number, moved in zip(places, computed.tolist(), noise.tolist(), strict=True):
        with mpmath.workdps(50):
            right = exact(mpmath.mpf(place))
            assert abs(number - right) <= FLOAT64.allowed_gap(float(abs(right)), moved)


@pytest.mark.parametrize("steps", STEPS.values(), ids=STEPS)
def test_the_steps_compute_what_the_kernel_does(steps):
    (name,) = (name for name, each in STEPS.items() if each is steps)
    packet, overload = name.removeprefix("aten.").split(".")
    operation = getattr(getattr(torch.ops.aten, packet), overload)
    x = torch.tensor([[-3.0, -0.3, 0.0, 0.7, 2.5]], dtype=torch.float64)
    share = x.sigmoid()
    arguments = {
        "gelu_backward": (share, x),
        "silu_backward": (share, x),
        "mish_backward": (share, x),
        "logit": (share,),
        "logaddexp": (share, x),
        "logsumexp": (x, [1], True),
        "_softmax": (x, 1, False),
        "_softmax_backward_data": (share, x.softmax(1), 1, torch.float64),
        "_log_softmax": (x, 1, False),
        "_log_softmax_backward_data": (share, x.log_softmax(1), 1, torch.float64),
        "glu_backward": (share[:, :2], x[:, :4], 1),
        "linalg_cross": (x[:, :3], x[:, 2:]),
        "_euclidean_dist": (x.mT, share.mT),
        "native_layer_norm": (x, [5], share[0], x[0], 0.1),
        "native_group_norm": (x[:, 1:, None], share[0, 1:], x[0, 1:], 1, 4, 1, 2, 0.1),
    }.get(packet, (x,))
    torch.testing.assert_close(steps(*arguments), operation(*arguments))


def test_a_layer_of_torch_is_right_where_its_kernel_keeps_digits():
    x = sympy.Symbol("x", real=True)
    formula = x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2
    assert stb.check_gradient(formula, torch.nn.GELU(), x).verdict == "consistent"
    wrong = slope(lambda x: functional.gelu(x) * (1 + 1e-9))
    assert stb.check_gradient(formula, wrong, x).verdict == "refuted"
