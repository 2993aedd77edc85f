"""The losses of torch.nn.functional and their gradients, read as formulas and compared with torch."""

from __future__ import annotations

import pytest
import sympy
import torch
from torch.nn import functional
from traced_values import compared, gradient_of

import sympy_torch_bridge as stb

CLASSES = torch.tensor([0, 2, 1])
WEIGHTS = torch.tensor([0.5, 2.0, 1.5], dtype=torch.float64)
SIGNS = torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64)
V, M = (3,), (3, 3)


def batch_mean(a, b):
    return functional.kl_div(a, b, reduction="batchmean", log_target=True)


LOSSES = {
    "bce": (functional.binary_cross_entropy, V, V),
    "bce-weighted-sum": (
        lambda a, b: functional.binary_cross_entropy(a, b, weight=WEIGHTS, reduction="sum"),
        V,
        V,
    ),
    "bce-logits": (functional.binary_cross_entropy_with_logits, V, V),
    "bce-logits-positive": (
        lambda a, b: functional.binary_cross_entropy_with_logits(a, b, pos_weight=WEIGHTS),
        V,
        V,
    ),
    "cosine-embedding": (functional.cosine_embedding_loss, M, M, SIGNS),
    "cosine-similarity": (functional.cosine_similarity, M, M),
    "cross-entropy": (functional.cross_entropy, M, CLASSES),
    "cross-entropy-one": (functional.cross_entropy, V, torch.tensor(1)),
    "cross-entropy-ignored": (lambda a, b: functional.cross_entropy(a, b, ignore_index=2), M, CLASSES),
    "cross-entropy-shares": (functional.cross_entropy, M, M),
    "cross-entropy-smoothed": (
        lambda a, b: functional.cross_entropy(a, b, weight=WEIGHTS, label_smoothing=0.1),
        M,
        CLASSES,
    ),
    "hinge-embedding": (functional.hinge_embedding_loss, V, SIGNS),
    "huber": (lambda a, b: functional.huber_loss(a, b, delta=0.3), V, V),
    "kl": (lambda a, b: functional.kl_div(a, b, reduction="sum"), V, V),
    "kl-batch": (batch_mean, M, M),
    "l1": (functional.l1_loss, V, V),
    "margin-ranking": (functional.margin_ranking_loss, V, V, SIGNS),
    "mse": (functional.mse_loss, V, V),
    "mse-none": (lambda a, b: functional.mse_loss(a, b, reduction="none"), M, M),
    "mse-sum": (lambda a, b: functional.mse_loss(a, b, reduction="sum"), V, V),
    "multi-margin": (lambda a, b: functional.multi_margin_loss(a, b, weight=WEIGHTS), M, CLASSES),
    "multi-margin-square": (
        lambda a, b: functional.multi_margin_loss(a, b, p=2, reduction="sum"),
        M,
        CLASSES,
    ),
    "multilabel-margin": (functional.multilabel_margin_loss, V, torch.tensor([2, -1, 0])),
    "multilabel-soft": (functional.multilabel_soft_margin_loss, M, torch.eye(3, dtype=torch.float64)),
    "nll": (functional.nll_loss, M, CLASSES),
    "nll-weighted": (lambda a, b: functional.nll_loss(a, b, weight=WEIGHTS), M, CLASSES),
    "nll-none": (lambda a, b: functional.nll_loss(a, b, weight=WEIGHTS, reduction="none"), M, CLASSES),
    "pairwise-distance": (functional.pairwise_distance, M, M),
    "poisson": (functional.poisson_nll_loss, V, V),
    "poisson-full": (lambda a, b: functional.poisson_nll_loss(a, b + 1, log_input=False, full=True), V, V),
    "smooth-l1": (functional.smooth_l1_loss, V, V),
    "smooth-l1-narrow": (lambda a, b: functional.smooth_l1_loss(a, b, beta=0.25), V, V),
    "soft-margin": (functional.soft_margin_loss, V, SIGNS),
    "triplet": (functional.triplet_margin_loss, (2, 2), (2, 2), (2, 2)),
}


@pytest.mark.parametrize("case", LOSSES.values(), ids=LOSSES)
def test_value(case):
    function, *shapes = case
    compared(function, *shapes)


@pytest.mark.parametrize("case", LOSSES.values(), ids=LOSSES)
def test_gradient(case):
    function, *shapes = case
    compared(gradient_of(function), *shapes, gap=1e-10)


@pytest.mark.parametrize(
    "name", ["huber", "l1", "smooth-l1", "hinge-embedding", "margin-ranking", "multi-margin"]
)
def test_far_from_the_target(name):
    function, *shapes = LOSSES[name]
    compared(function, *shapes, low=-4, high=4)
    compared(gradient_of(function), *shapes, low=-4, high=4)


def test_the_check_that_a_variance_is_positive_is_decided_by_the_symbol():
    mean, target, variance = sympy.symbols("mu y v", positive=True)
    loss = stb.from_torch(functional.gaussian_nll_loss, [[mean], [target], [variance]], rational=True)
    bound = sympy.Max(sympy.Rational(1, 10**6), variance)
    assert loss.equals(sympy.log(bound) / 2 + (mean - target) ** 2 / (2 * bound))


def test_cross_entropy_by_hand_is_torch_s():
    scores = sympy.symbols("s:3", real=True)

    def by_hand(s, kind):
        return -torch.log(torch.exp(s) / torch.exp(s).sum())[kind]

    wrong = stb.from_torch(lambda s: by_hand(s, 2), [list(scores)])
    right = stb.from_torch(lambda s: by_hand(s, 1), [list(scores)])
    torch_s = stb.from_torch(functional.cross_entropy, [list(scores), torch.tensor(1)])
    assert sympy.simplify(sympy.expand_log(right - torch_s, force=True)) == 0
    assert sympy.simplify(sympy.expand_log(wrong - torch_s, force=True)) == scores[1] - scores[2]


@pytest.mark.parametrize("p", [2.0, 3.0])
def test_distances_and_their_slopes(p):
    def kernel(a, b):
        return torch.exp(-torch.cdist(a, b, p=p))

    def of_one_set(a):
        return torch.exp(-(torch.cdist(a, a, p=p) ** 2))

    compared(gradient_of(kernel), (1, 2), (2, 2))
    compared(gradient_of(lambda b, a: kernel(a, b)), (2, 2), (1, 2))
    compared(gradient_of(of_one_set), (2, 2))
