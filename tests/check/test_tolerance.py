"""Tolerances come from rounding units and measured noise alone."""

from __future__ import annotations

import pytest
import torch

from sympy_torch_bridge.errors import OptionError
from sympy_torch_bridge.tolerance import FLOAT64, PRECISIONS, precision_of


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda precision: precision.name)
def test_facts_of_the_types_are_those_of_torch(precision):
    info = torch.finfo(getattr(torch, precision.name))
    assert (precision.eps, precision.tiny, precision.largest) == (info.eps, info.tiny, info.max)


def test_tolerance_is_proportional_to_the_numbers():
    allowed = FLOAT64.allowed_gap(exact=3.0, deviation=1e-12)
    scale = 2.0**-400  # a power of two, so that nothing rounds
    assert FLOAT64.allowed_gap(exact=3.0 * scale, deviation=1e-12 * scale) == allowed * scale
    assert FLOAT64.allowed_gap(exact=0.0, deviation=0.0) == 0.0


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda precision: precision.name)
def test_underflow_begins_where_rounding_ends(precision):
    assert precision.underflow_gap == precision.close_gap(precision.tiny / precision.eps)


def test_thresholds_keep_their_share_of_the_digits():
    single = precision_of(torch.float32)
    assert FLOAT64.good < FLOAT64.ill_conditioned < 1
    assert 1e-5 < single.good < 1e-3 < single.ill_conditioned < 1e-2


def test_other_types_are_refused():
    with pytest.raises(OptionError) as caught:
        precision_of(torch.int64)
    assert str(caught.value) == (
        "dtype=torch.int64 is not accepted.\n"
        "  accepted: 'torch.float64', 'torch.float32', 'torch.float16', 'torch.bfloat16'\n"
        "  derivatives are checked at real floating points"
    )


@pytest.mark.parametrize("precision", PRECISIONS, ids=lambda precision: precision.name)
def test_what_passes_as_rounding_is_a_full_check(precision):
    assert precision.close_gap(1.0) <= precision.good < precision.ill_conditioned
