"""Torch's derivatives at complex points, read in the convention of the check.

Torch's reverse mode gives ``dL/da + i*dL/db`` of a real ``L``: of the real part of a holomorphic function
that is the conjugate of its derivative, and for a cotangent ``c`` it gives ``c*conj(f')``. A higher
derivative is that of the derivative, so that each time the conjugate is taken back before the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from ...compilation import compile
from ...errors import InputTypeError
from ...forward_mode import FORWARD_MODE_LOCK
from ...ops import Op
from ..question import Component, Question
from .facts import Convention

__all__ = ["complex_forward", "complex_reverse", "complex_value"]

Batch = Callable[..., Tensor]
# What pulls a cotangent of all points back to each chosen input.
Pullback = Callable[[Tensor], Sequence[Tensor]]
# Powers of two times units: dividing by them is exact, and a backward that mishandles one is found.
_COTANGENTS = (1.0, -2.0j, 0.5, 0.25j, -1.0, 4.0j)


def complex_value(question: Question, tensors: Sequence[Tensor], ops: Sequence[Op] = ()) -> Batch:
    """Compile the functions to one complex function of shape ``(n, m)``.

    Parameters
    ----------
    question : Question
    tensors : sequence of Tensor, shape (n,)
        Functions that torch has for real arguments alone get them as far as they are real there.
    ops : sequence of Op

    Examples
    --------
    >>> import sympy
    >>> from ..question import question_of
    >>> z = sympy.Symbol("z")
    >>> value = complex_value(question_of([z**2, sympy.Abs(z)], z), [torch.tensor([3 + 4j])])
    >>> value(torch.tensor([3 + 4j]))
    tensor([[-7.+24.j,  5.+0.j]])
    """
    compiled: Any = compile(question.functions, question.inputs, ops=ops)
    try:
        compiled(*tensors)
    except InputTypeError:
        compiled = compile(question.functions, question.inputs, ops=ops, complex=True)

    def value(*points: Tensor) -> Tensor:
        return _complex(torch.stack(list(compiled(*points)), dim=-1))

    return value


def _complex(values: Tensor) -> Tensor:
    return values if values.is_complex() else values.to(values.dtype.to_complex())


def complex_reverse(
    function: Batch,
    tensors: Sequence[Tensor],
    question: Question,
    conventions: Mapping[Component, Convention],
) -> Tensor:
    """Differentiate outputs of shape ``(n, m)`` by reverse mode, result ``(n, m, k)``.

    For a higher order the reverse mode goes through itself, and the result is ``(n, m * k**(order-1), k)``.

    Examples
    --------
    >>> import sympy
    >>> from ..question import question_of
    >>> z = sympy.Symbol("z")
    >>> square = lambda z: (z**2).unsqueeze(-1)
    >>> complex_reverse(
    ...     square, [torch.tensor([1 + 2j])], question_of(z**2, z), {Component(0, 0): "derivative"}
    ... )
    tensor([[[2.+4.j]]])
    """
    leaves = [tensor.detach().clone().requires_grad_() for tensor in tensors]
    chosen = [leaves[question.inputs.index(symbol)] for symbol in question.wrt]
    with torch.enable_grad():
        result = function(*leaves)
        for level in range(question.order):
            outputs = _complex(result).flatten(1)
            again = level < question.order - 1
            result = _pulled_back(outputs, chosen, _cotangent(outputs, tensors), conventions, again=again)
    return result.detach()


def _pulled_back(
    outputs: Tensor,
    leaves: Sequence[Tensor],
    seed: Tensor,
    conventions: Mapping[Component, Convention],
    *,
    again: bool,
) -> Tensor:
    """Return the derivatives of outputs ``(n, m)``, shape ``(n, m, k)``; with a graph of their own or not."""
    if not outputs.requires_grad:
        return outputs.new_zeros((*outputs.shape, len(leaves)))

    def pullback_of(column: Tensor) -> Pullback:
        return lambda cotangent: torch.autograd.grad(
            column,
            leaves,
            cotangent,
            retain_graph=True,
            create_graph=again,
            allow_unused=True,
            materialize_grads=True,
        )

    rows = []
    for number, column in enumerate(outputs.unbind(-1)):
        own: list[Convention] = [conventions[Component(number, place)] for place in range(len(leaves))]
        rows.append(_row(pullback_of(column), leaves, seed, own))
    return torch.stack(rows, dim=-2)


def _row(
    pullback: Pullback, leaves: Sequence[Tensor], seed: Tensor, conventions: Sequence[Convention]
) -> Tensor:
    """Return the derivatives of one output by all leaves, shape ``(n, k)``."""
    size = seed.abs()
    is_turned = [
        leaf.is_complex() and own == "derivative" for leaf, own in zip(leaves, conventions, strict=True)
    ]
    # No pass of which nothing is used: one may take seconds.
    turned = pullback(seed) if any(is_turned) else ()
    real = () if all(is_turned) else pullback(size.to(seed.dtype))
    imag = () if all(leaf.is_complex() for leaf in leaves) else pullback(1j * size)
    row = []
    for place, leaf in enumerate(leaves):
        if is_turned[place]:
            row.append((turned[place] / seed).conj())
        elif leaf.is_complex():
            row.append(real[place] / size)
        else:
            row.append(torch.complex(real[place], imag[place]) / size)
    return torch.stack(row, dim=-1)


def _cotangent(outputs: Tensor, points: Sequence[Tensor]) -> Tensor:
    """Return a cotangent for each point; it hangs on the bits of the point, so that runs can be compared."""
    bits = torch.zeros(len(outputs), dtype=torch.int64, device=outputs.device)
    for point in points:
        whole = point.detach()
        for part in (whole.real, whole.imag) if whole.is_complex() else (whole,):
            bits = bits * 31 + (part.double().contiguous().view(torch.int64) >> 20)
    return outputs.new_tensor(_COTANGENTS)[bits.remainder(len(_COTANGENTS))]


def complex_forward(
    function: Batch,
    tensors: Sequence[Tensor],
    question: Question,
    conventions: Mapping[Component, Convention],
) -> Tensor:
    """Differentiate outputs of shape ``(n, m)`` by forward mode, result ``(n, m, k)``.

    For a higher order forward mode goes through reverse mode; the result is that of :func:`complex_reverse`.
    """
    places = [question.inputs.index(symbol) for symbol in question.wrt]
    for _ in range(question.order - 1):
        function = _functional_derivative(function, places, conventions)
    primals = [tensor.detach() for tensor in tensors]
    columns = []
    for wrt, place in enumerate(places):

        def section(chosen: Tensor, place: int = place, function: Batch = function) -> Tensor:
            return function(*primals[:place], chosen, *primals[place + 1 :])

        one = torch.ones_like(primals[place])
        with FORWARD_MODE_LOCK:
            along_real = torch.func.jvp(section, (primals[place],), (one,))[1]
        if not primals[place].is_complex():
            columns.append(along_real)
            continue
        with FORWARD_MODE_LOCK:
            along_imaginary = torch.func.jvp(section, (primals[place],), (1j * one,))[1]
        entries = []
        for output in range(len(question.exprs)):
            real, imag = along_real[..., output], along_imaginary[..., output]
            if conventions[Component(output, wrt)] == "gradient":
                entries.append(torch.complex(real.real, imag.real))
            else:
                # Both directions count: where they differ torch's function is not holomorphic.
                entries.append((real - 1j * imag) / 2)
        columns.append(torch.stack(entries, dim=-1))
    return torch.stack(columns, dim=-1)


def _functional_derivative(
    function: Batch, places: Sequence[int], conventions: Mapping[Component, Convention]
) -> Batch:
    """Return the derivatives of outputs ``(n, m)`` as a function with results ``(n, m * k)``."""

    def derivative(*tensors: Tensor) -> Tensor:
        def outputs(*chosen: Tensor) -> Tensor:
            everything = list(tensors)
            for place, tensor in zip(places, chosen, strict=True):
                everything[place] = tensor
            return _complex(function(*everything))

        chosen = [tensors[place] for place in places]
        result, pullback, *_ = torch.func.vjp(outputs, *chosen)
        one = torch.ones_like(result[:, 0])
        rows = []
        for column in range(result.shape[1]):

            def pulled(cotangent: Tensor, column: int = column) -> Sequence[Tensor]:
                seed = torch.zeros_like(result)
                seed[:, column] = cotangent
                gradients: Sequence[Tensor] = pullback(seed)
                return gradients

            own: list[Convention] = [conventions[Component(column, k)] for k in range(len(places))]
            rows.append(_row(pulled, chosen, one, own))
        return torch.stack(rows, dim=-2).flatten(1)

    return derivative
