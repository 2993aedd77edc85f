"""Claims made by code: a callable that returns the gradient, or code whose backward pass is the claim."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import sympy
import torch
from torch import Tensor

from ..compiled_function import CompiledFunction
from ..errors import InputShapeError, InputTypeError
from .argument_order import known_order
from .question import Question, labels_of
from .running_claim import running
from .torch_functions import PointFunction, TransposedResult
from .torch_jacobians import reverse_jacobian

__all__ = ["Batch", "CodeForm", "TorchClaim", "torch_claim"]

# A module this close to the expression at most points computes it; no gradient is so close by chance.
_SAME_FUNCTION = 1e-3

_OF_THE_FUNCTION = (
    "A Module, an autograd.Function or a compiled expression that computes the function is judged by"
)
_VALUE_HINT = "code that is judged by its backward pass returns the function: one number for each point"

Batch = Callable[..., Tensor]


@dataclass(frozen=True, slots=True)
class TorchClaim:
    """Code that claims a derivative.

    Parameters
    ----------
    text : str
        Its name.
    jacobian : callable
        Maps tensors of shape ``(n,)``, one for each input, to the claimed Jacobian ``(n, m, k)``.
    value : callable or None
        The function itself, ``(n, m)``, where the code computes it.
    witness : str
        ``"claim"``, or ``"backward"`` if the claim is what torch's backward pass through the code gives.
    lower : callable or None
        The derivatives of the order below, where double backward is the claim.
    as_function : TorchClaim or None
        Of a Module that is read as code for the gradient: what it claims if it is meant to be the function.
    """

    text: str
    jacobian: Batch
    value: Batch | None = None
    witness: str = "claim"
    lower: Batch | None = None
    as_function: TorchClaim | None = None

    def transposed(self) -> TorchClaim:
        """Return the same claim for code that puts symbols before outputs."""
        jacobian = self.jacobian

        def turned(*points: Tensor) -> Tensor:
            try:
                return jacobian(*points)
            except TransposedResult as result:
                return result.jacobian.flatten(1, -2)

        return replace(self, jacobian=turned)


class CodeForm(Protocol):
    """How code is called at points: with what, and what shapes its results may have."""

    def gradient(self, code: Any, signature: Any) -> Batch:
        """Return code for the derivative as a function of the inputs, shape ``(n, m, k)``."""

    def value(self, code: Any, signature: Any) -> Batch:
        """Return code for the function itself as one of the inputs, shape ``(n, m)``."""


def torch_claim(
    claimed: Any,
    question: Question,
    tensors: Sequence[Tensor],
    values: Tensor,
    form: CodeForm | None = None,
) -> TorchClaim:
    """Read a claim made by code.

    Parameters
    ----------
    claimed : callable, autograd.Function subclass, or Module
        A Module that computes the expression, or whose result has the shape of it and not that of the
        gradient, is judged by its backward pass; any other is taken for code that returns the gradient.
    question : Question
    tensors : sequence of Tensor, shape (n,)
        The points.
    values : Tensor, shape (n, m)
        Exact values of the functions there.
    form : CodeForm, optional
        How the code is called; with a tensor of shape ``(n,)`` for each input if left out.

    Raises
    ------
    InputTypeError
        It is neither, or takes another number of arguments.
    """
    form = form or _PointForm(question)
    claimed = getattr(claimed, "__self__", claimed) if _is_apply(claimed) else claimed
    if isinstance(claimed, type) and issubclass(claimed, torch.autograd.Function):
        value = form.value(claimed.apply, claimed.forward)
        return _backward_claim(value, claimed.__name__, question)
    if isinstance(claimed, type | torch.autograd.Function) or not callable(claimed):
        raise InputTypeError(
            "claimed",
            f"the class {claimed.__name__}" if isinstance(claimed, type) else f"a {type(claimed).__name__}",
            expected="a SymPy expression (or list, dict, rows of them), a torch callable that returns the "
            "gradient, a torch.autograd.Function subclass, or a Module",
            hint=_hint_for(claimed),
        )
    signature = claimed.forward if isinstance(claimed, torch.nn.Module) else None
    name = str(getattr(claimed, "__name__", None) or type(claimed).__name__)
    name = "claim" if name == "<lambda>" else name
    function = form.gradient(claimed, signature)

    def gradient(*points: Tensor) -> Tensor:
        with running(name, "code"):
            return function(*points)

    as_function: TorchClaim | None = None
    if isinstance(claimed, torch.nn.Module | CompiledFunction):
        value = form.value(claimed, signature)
        as_function = _backward_claim(value, type(claimed).__name__, question)
        if _computes(as_function, tensors, values) or (
            _fits(as_function.value, tensors) and _fits(gradient, tensors) is False
        ):
            return as_function
    return TorchClaim(name, gradient, as_function=as_function)


@dataclass(frozen=True, slots=True)
class _PointForm:
    """Code that takes a tensor of shape ``(n,)`` for each input."""

    question: Question

    def gradient(self, code: Any, signature: Any) -> Batch:
        question = self.question
        outputs, symbols = question.shape
        function = PointFunction(
            code,
            labels_of(question.inputs),
            question.claim_shape,
            signature=signature,
            order=known_order(code, question.inputs),
            hint=_hint(question),
            also=question.output_shape if symbols == 1 else None,
            vector=_vector(question),
        )
        return lambda *points: function(*points).reshape(-1, outputs, symbols)

    def value(self, code: Any, signature: Any) -> Batch:
        question = self.question
        outputs = len(question.functions)
        function = PointFunction(
            code,
            labels_of(question.inputs),
            (outputs,) if question.is_vector else (),
            signature=signature,
            order=known_order(code, question.inputs),
            hint=_VALUE_HINT,
            also=question.output_shape,
            vector=_vector(question),
        )
        return lambda *points: function(*points).reshape(-1, outputs)


def _is_apply(claimed: Any) -> bool:
    """Tell whether a callable is the ``apply`` of an autograd.Function: it stands for the class."""
    owner = getattr(claimed, "__self__", None)
    is_class = isinstance(owner, type) and issubclass(owner, torch.autograd.Function)
    return is_class and getattr(claimed, "__name__", "") == "apply"


def _hint_for(claimed: Any) -> str:
    """Say how something near to a claim becomes one."""
    if isinstance(claimed, torch.autograd.Function):
        return f"give the class itself: {type(claimed).__name__}"
    if isinstance(claimed, sympy.FunctionClass):
        return f"with its argument it is a formula: {claimed.__name__}(x)"
    if isinstance(claimed, type) and issubclass(claimed, torch.nn.Module):
        return f"give a module of the class: {claimed.__name__}()"
    return ""


def _backward_claim(function: Batch, name: str, question: Question) -> TorchClaim:
    places = [question.inputs.index(symbol) for symbol in question.wrt]

    def value(*points: Tensor) -> Tensor:
        with running(name, "forward pass"):
            return function(*points)

    def jacobian(*points: Tensor) -> Tensor:
        with running(name, "backward pass"):
            return reverse_jacobian(value, points, places, question.order)

    def lower(*points: Tensor) -> Tensor:
        with running(name, "backward pass"):
            return reverse_jacobian(value, points, places, question.order - 1)

    return TorchClaim(name, jacobian, value, "backward", lower if question.order > 1 else None)


def _vector(question: Question) -> list[int] | None:
    """Return the order of a vector of all inputs: that of ``wrt``, if it names them all."""
    places = [question.inputs.index(symbol) for symbol in question.wrt]
    return places if len(places) == len(question.inputs) else None


def _hint(question: Question) -> str:
    if question.order == 1:
        return (
            "the last axis runs over wrt: torch.stack([...], dim=-1); "
            "for several outputs the last two axes are (outputs, wrt). "
            f"{_OF_THE_FUNCTION} its backward pass"
        )
    outputs = " after one over the outputs" if question.is_vector else ""
    return f"the last {question.order} axes run over wrt{outputs}. {_OF_THE_FUNCTION} double backward"


def _computes(claim: TorchClaim, tensors: Sequence[Tensor], values: Tensor) -> bool:
    """Tell whether code computes the expression itself, at half of the points where it has numbers."""
    assert claim.value is not None
    try:
        computed = claim.value(*tensors).detach().to(values.dtype)
    except (RuntimeError, ValueError, TypeError, IndexError):
        return False
    close = (computed - values).abs() <= _SAME_FUNCTION * values.abs()
    has_number = torch.isfinite(computed)
    return bool(has_number.any()) and bool(close[has_number].double().mean() >= 0.5)


def _fits(code: Batch | None, tensors: Sequence[Tensor]) -> bool | None:
    """Tell whether the results of code have the shape that is expected of it; None where it gives none."""
    assert code is not None
    try:
        code(*tensors)
    except InputShapeError:
        return False
    except TransposedResult:
        return True
    except (RuntimeError, ValueError, TypeError, IndexError):
        return None
    return True
