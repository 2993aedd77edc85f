"""gradgradcheck: gradcheck of the backward pass itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from .arguments import as_tuple
from .gradient_check import gradcheck
from .tensor_function import TensorFunction

__all__ = ["gradgradcheck"]


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Any,
    grad_outputs: Any = None,
    *,
    gen_non_contig_grad_outputs: bool = False,
    check_undefined_grad: bool = True,
    check_fwd_over_rev: bool = False,
    check_rev_over_rev: bool = True,
    **options: Any,
) -> bool:
    """Check the second derivatives that torch computes: gradcheck of the backward pass itself.

    Takes what :func:`torch.autograd.gradgradcheck` takes.

    Parameters
    ----------
    func : callable
    inputs : Tensor or tuple
    grad_outputs : Tensor or tuple, optional
        Cotangents of the outputs; default: reproducible numbers between 1 and 2.
    gen_non_contig_grad_outputs : bool
        Whether the cotangents lie in memory with gaps between them.
    check_undefined_grad : bool
        Whether undefined gradients count as zero in the backward pass of the backward pass.
    check_fwd_over_rev, check_rev_over_rev : bool
        Which mode differentiates the backward pass.
    **options
        The others of :func:`gradcheck`.

    Returns
    -------
    bool

    Examples
    --------
    >>> x = torch.tensor([0.5, 3.0], dtype=torch.float64, requires_grad=True)
    >>> gradgradcheck(lambda x: torch.sin(x) ** 2, (x,))
    True
    """
    given = as_tuple(inputs)
    function = TensorFunction(func, given)
    outputs = [o for o in as_tuple(func(*given)) if isinstance(o, Tensor) and o.requires_grad]
    if not outputs:
        raise ValueError("gradgradcheck expects at least one output that requires a gradient")
    seeds = _seeds(outputs, gen_non_contig_grad_outputs) if grad_outputs is None else as_tuple(grad_outputs)

    def backward(*arguments: Any) -> tuple[Tensor, ...]:
        plain, cotangents = arguments[: len(given)], arguments[len(given) :]
        # Not detached: that would cut off the tangents of forward mode.
        varied = [v if v.requires_grad else v.requires_grad_() for v in _picked(plain, function.places)]
        call = list(plain)
        for place, value in zip(function.places, varied, strict=True):
            call[place] = value
        with torch.enable_grad():
            found = [o for o in as_tuple(func(*call)) if isinstance(o, Tensor) and o.requires_grad]
            gradients = torch.autograd.grad(
                found, varied, cotangents, create_graph=True, allow_unused=True, materialize_grads=True
            )
        return tuple(gradients)

    return gradcheck(
        backward,
        (*given, *seeds),
        check_undefined_grad=check_undefined_grad and check_rev_over_rev,
        check_forward_ad=check_fwd_over_rev,
        check_backward_ad=check_rev_over_rev,
        **options,
    )


def _picked(values: Sequence[Any], places: Sequence[int]) -> list[Any]:
    return [values[place] for place in places]


def _seeds(outputs: Sequence[Tensor], has_gaps: bool) -> list[Tensor]:
    generator = torch.Generator().manual_seed(0)
    seeds = []
    for output in outputs:
        draw = 1 + torch.rand(output.shape, generator=generator, dtype=torch.float64)
        seed = draw.to(output.dtype).to(output.device)
        if has_gaps and seed.dim():
            seed = torch.stack([seed, seed], dim=-1)[..., 0]
        seeds.append(seed.requires_grad_())
    return seeds
