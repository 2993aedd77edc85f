"""What forward mode has to get right beside its numbers: tangents of the outputs' types, and vmap."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.autograd import forward_ad

from .arguments import as_tuple
from .gradcheck_error import GradcheckError
from .tensor_function import TensorFunction

__all__ = ["check_batched_forward", "check_tangent_types"]


def check_tangent_types(function: TensorFunction) -> None:
    """Raise if a tangent has another type than its output."""
    with forward_ad.dual_level():
        given = list(function.inputs)
        for place in function.places:
            primal = given[place].detach()
            given[place] = forward_ad.make_dual(primal, torch.ones_like(primal))
        for output in as_tuple(function.func(*given)):
            tangent = forward_ad.unpack_dual(output).tangent if isinstance(output, Tensor) else None
            if tangent is not None and tangent.dtype != output.dtype:
                raise GradcheckError(f"a tangent has dtype {tangent.dtype}, its output {output.dtype}.")


def check_batched_forward(function: TensorFunction, jacobian: Tensor) -> None:
    """Raise unless forward mode under vmap gives the Jacobian that single passes gave."""

    def tangent_along(direction: Tensor) -> Tensor:
        tangent: Tensor = torch.func.jvp(function, (function.coordinates,), (direction,))[1]
        return tangent

    directions = torch.eye(len(function.coordinates), dtype=function.coordinates.dtype)
    try:
        found = torch.func.vmap(tangent_along)(directions).T
    except RuntimeError as error:
        raise GradcheckError(
            f"forward mode does not run under vmap: {str(error).splitlines()[0]}\n"
            "  an autograd.Function needs generate_vmap_rule = True or a vmap method"
        ) from error
    allowed = 64 * function.precision.eps * jacobian.abs().nan_to_num(0.0).amax(dim=-1, keepdim=True)
    if not bool(((found.double() - jacobian).abs().nan_to_num(0.0) <= allowed).all()):
        raise GradcheckError("forward mode under vmap gives other numbers than single passes.")
