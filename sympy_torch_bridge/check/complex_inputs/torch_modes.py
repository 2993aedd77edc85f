"""Torch's derivatives at complex points, read in the convention of the check.

Torch's reverse mode gives ``dL/da + i*dL/db`` of a real ``L``: of the real part of a holomorphic function
that is the conjugate of its derivative, and for a cotangent ``c`` it gives ``c*conj(f')``.
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
# Powers of two times units: dividing by them is exact, and a backward that mishandles one is found.
_COTANGENTS = (1.0, -2.0j, 0.5, 0.25j, -1.0, 4.0j)


def complex_value(question: Question, tensors: Sequence[Tensor], ops: Sequence[Op] = ()) -> Batch:
    """Compile the expressions to one complex function of shape ``(n, m)``.

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
    compiled: Any = compile(question.exprs, question.inputs, ops=ops)
    try:
        compiled(*tensors)
    except InputTypeError:
        compiled = compile(question.exprs, question.inputs, ops=ops, complex=True)

    def value(*points: Tensor) -> Tensor:
        stacked = torch.stack(list(compiled(*points)), dim=-1)
        return stacked if stacked.is_complex() else stacked.to(stacked.dtype.to_complex())

    return value


def complex_reverse(
    function: Batch,
    tensors: Sequence[Tensor],
    question: Question,
    conventions: Mapping[Component, Convention],
) -> Tensor:
    """Differentiate outputs of shape ``(n, m)`` by reverse mode, result ``(n, m, k)``.

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
        outputs = function(*leaves)
    if not outputs.is_complex():
        outputs = outputs.to(outputs.dtype.to_complex())
    shape = (*outputs.shape, len(chosen))
    if not outputs.requires_grad:
        return outputs.new_zeros(shape)
    seed = _cotangent(outputs, tensors)
    rows = []
    for output, column in enumerate(outputs.unbind(-1)):
        turned = _gradients(column, chosen, seed)
        real = _gradients(column, chosen, seed.abs().to(seed.dtype))
        imag = _gradients(column, chosen, 1j * seed.abs())
        row = []
        for place, leaf in enumerate(chosen):
            if not leaf.is_complex():
                row.append(torch.complex(real[place], imag[place]) / seed.abs())
            elif conventions[Component(output, place)] == "gradient":
                row.append(real[place] / seed.abs())
            else:
                row.append((turned[place] / seed).conj())
        rows.append(torch.stack(row, dim=-1))
    return torch.stack(rows, dim=-2)


def _gradients(column: Tensor, leaves: Sequence[Tensor], seed: Tensor) -> Sequence[Tensor]:
    return torch.autograd.grad(
        column, leaves, seed, retain_graph=True, allow_unused=True, materialize_grads=True
    )


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
    """Differentiate outputs of shape ``(n, m)`` by forward mode, result ``(n, m, k)``."""
    primals = [tensor.detach() for tensor in tensors]
    columns = []
    for wrt, symbol in enumerate(question.wrt):
        place = question.inputs.index(symbol)

        def section(chosen: Tensor, place: int = place) -> Tensor:
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
