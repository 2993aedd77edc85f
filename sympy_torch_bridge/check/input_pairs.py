"""The backward pass of code where two of three or four inputs need a gradient."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import torch
from torch import Tensor

from .measurement import Bench, Measurement
from .question import Question
from .result import PointResult
from .running_claim import running
from .torch_claim import TorchClaim
from .torch_jacobians import reverse_jacobian

__all__ = ["judged_in_pairs", "rows_of_input_pairs"]

_WITNESS = "two inputs"
_FEWEST, _MOST = 3, 4


def rows_of_input_pairs(claim: TorchClaim, bench: Bench) -> list[PointResult]:
    """Judge the backward passes for two inputs at a time.

    No rows if they give the very same numbers as the one for all inputs, which are judged elsewhere.
    """
    question = bench.question
    if claim.value is None or question.order != 1 or not _FEWEST <= len(question.inputs) <= _MOST:
        return []
    return judged_in_pairs(claim, bench) if _differing(claim, question, bench.tensors) else []


def judged_in_pairs(claim: TorchClaim, bench: Bench) -> list[PointResult]:
    """Judge the backward passes for two inputs at a time, the same numbers or not."""
    # Chosen once: where the noise is measured every pair differs by rounding.
    chosen = _differing(claim, bench.question, bench.tensors)

    def jacobian(*points: Tensor) -> Tensor:
        result = claim.jacobian(*points).clone()
        for place, (column, pair) in chosen.items():
            result[..., column] = _for_pair(claim, points, place, pair)
        return result

    return bench.judge_derivatives(Measurement(_WITNESS, jacobian))


def _differing(
    claim: TorchClaim, question: Question, points: Sequence[Tensor]
) -> dict[int, tuple[int, tuple[int, int]]]:
    """Return for places of inputs their column, and a pair of inputs that gives it other numbers."""
    places = [question.inputs.index(symbol) for symbol in question.wrt]
    together = claim.jacobian(*points)
    found = {}
    for pair in combinations(range(len(question.inputs)), 2):
        for place in pair:
            if place in places and place not in found:
                column = places.index(place)
                if not _same(_for_pair(claim, points, place, pair), together[..., column]):
                    found[place] = column, pair
    return found


def _for_pair(claim: TorchClaim, points: Sequence[Tensor], place: int, pair: tuple[int, int]) -> Tensor:
    """Return the derivatives by one of two inputs that alone need a gradient."""
    assert claim.value is not None
    frozen = set(range(len(points))) - set(pair)
    with running(claim.text, "backward pass (two inputs alone need a gradient)"):
        return reverse_jacobian(claim.value, points, [place], 1, frozen)[..., 0]


def _same(first: Tensor, second: Tensor) -> bool:
    return first.dtype == second.dtype and torch.allclose(first, second, rtol=0, atol=0, equal_nan=True)
