"""What a backward pass has to get right beside its numbers: repeatable, batched, undefined, of one type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from .arguments import as_tuple
from .gradcheck_error import GradcheckError
from .tensor_function import TensorFunction

__all__ = ["check_batched", "check_repeatable", "check_types", "check_undefined"]


def check_repeatable(function: TensorFunction, jacobian: Tensor, tolerance: float) -> None:
    """Run the backward pass again.

    Raises
    ------
    GradcheckError
        It differs by more than the tolerance.
    """
    again = function.reverse()
    same = torch.equal(again.isnan(), jacobian.isnan())
    largest = float((again - jacobian).abs().nan_to_num(0.0).max()) if jacobian.numel() else 0.0
    if not same or largest > tolerance:
        raise GradcheckError(
            f"Backward is not reentrant: two runs with the same input differ by {largest:g}.\n"
            f"  allowed: nondet_tol={tolerance:g}\n"
            "  the cause is randomness, atomic additions on a GPU, or state that a run leaves behind"
        )


def check_types(function: TensorFunction) -> None:
    """Raise if a gradient has another type than its input."""
    leaves, outputs = _graph(function)
    for leaf, gradient in zip(leaves, _gradients(outputs, leaves, outputs), strict=True):
        if gradient is not None and gradient.dtype != leaf.dtype:
            raise GradcheckError(f"a gradient has dtype {gradient.dtype}, its input {leaf.dtype}.")


def check_undefined(function: TensorFunction) -> None:
    """Raise unless undefined gradients of the outputs count as zero, all of them and one at a time."""
    leaves, outputs = _graph(function)
    # As torch's own gradcheck does: a node whose backward passes on no gradient at all.
    undefined = torch._C._functions.UndefinedGrad()  # pyright: ignore[reportAttributeAccessIssue]
    for place in (None, *range(len(outputs))) if len(outputs) > 1 else (None,):
        marked = [undefined(o) if place in (None, i) else o for i, o in enumerate(outputs)]
        seeds = [torch.zeros_like(o) for o in outputs]
        try:
            found = _gradients(marked, leaves, seeds)
        except (RuntimeError, TypeError, AttributeError) as error:
            raise GradcheckError(
                "the backward pass fails where the gradient of an output is undefined: "
                f"{str(error).splitlines()[0]}\n"
                "  what to do: treat None among the arguments of backward as zero, or pass "
                "check_undefined_grad=False"
            ) from error
        if any(gradient is not None and bool(gradient.count_nonzero()) for gradient in found):
            raise GradcheckError(
                "undefined gradients of the outputs have to give undefined or zero gradients."
            )


def check_batched(function: TensorFunction, jacobian: Tensor) -> None:
    """Raise unless the backward pass under vmap gives the Jacobian that single passes gave."""
    leaf = function.coordinates.clone().requires_grad_()
    with torch.enable_grad():
        outputs = function(leaf)
    seeds = torch.eye(len(outputs), dtype=outputs.dtype)
    try:
        (found,) = torch.autograd.grad(
            outputs, leaf, seeds, is_grads_batched=True, allow_unused=True, materialize_grads=True
        )
    except RuntimeError as error:
        raise GradcheckError(
            f"the backward pass does not run under vmap: {str(error).splitlines()[0]}\n"
            "  an autograd.Function needs generate_vmap_rule = True or a vmap method"
        ) from error
    allowed = 64 * function.precision.eps * jacobian.abs().nan_to_num(0.0).amax(dim=-1, keepdim=True)
    if not bool(((found.double() - jacobian).abs().nan_to_num(0.0) <= allowed).all()):
        raise GradcheckError("the backward pass under vmap gives other numbers than single backward passes.")


def _graph(function: TensorFunction) -> tuple[list[Tensor], list[Tensor]]:
    """Return the varied inputs and the outputs that depend on them."""
    given = list(function.inputs)
    leaves = []
    for place in function.places:
        given[place] = given[place].detach().clone().requires_grad_()
        leaves.append(given[place])
    with torch.enable_grad():
        outputs = as_tuple(function.func(*given))
    return leaves, [o for o in outputs if isinstance(o, Tensor) and o.requires_grad]


def _gradients(outputs: Sequence[Any], leaves: Sequence[Tensor], seeds: Sequence[Tensor]) -> Sequence[Any]:
    if not outputs:
        return [None] * len(leaves)
    detached = [seed.detach() for seed in seeds]
    return torch.autograd.grad(list(outputs), list(leaves), detached, allow_unused=True, retain_graph=True)
