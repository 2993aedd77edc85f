"""The question about a torch callable: which inputs it has, how it is called, how many outputs it gives."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
import torch
from torch import Tensor

from ..errors import InputTypeError, MissingInputError, UnknownSymbolError
from .callable_form import form_of
from .options import Options
from .question import Question
from .torch_functions import OnePointError, PointFunction

__all__ = ["BlackBox", "black_box", "is_torch_code"]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True, slots=True)
class BlackBox:
    """A torch callable, ready to be evaluated at points.

    Parameters
    ----------
    text : str
        Its name.
    question : Question
        Its inputs as symbols; the outputs are placeholders.
    value : callable
        Maps tensors of shape ``(n,)``, one for each input, to values ``(n, m)``.
    options : Options
        Those of the check, with symbols in place of names.
    """

    text: str
    question: Question
    value: Callable[..., Tensor]
    options: Options

    @property
    def places(self) -> list[int]:
        """The places of ``wrt`` among the inputs."""
        return [self.question.inputs.index(symbol) for symbol in self.question.wrt]


def is_torch_code(expr: Any) -> bool:
    """Tell whether the function of a check is code, not a formula.

    Examples
    --------
    >>> is_torch_code(torch.sin), is_torch_code(sympy.Symbol("x")), is_torch_code([sympy.Symbol("x")])
    (True, False, False)
    """
    if isinstance(expr, type):
        return issubclass(expr, torch.autograd.Function)
    return callable(expr) and not isinstance(expr, sympy.Basic | sympy.MatrixBase | sympy.NDimArray)


def black_box(function: Any, wrt: Any, options: Options) -> BlackBox:
    """Read a torch callable and the options of its check.

    Parameters
    ----------
    function : callable, Module, or autograd.Function subclass
        Its inputs are named by its parameters, or by ``points`` and ``domain`` where it takes any number.
    wrt : name or Symbol, sequence of them, or None
        None means all inputs.
    options : Options
        ``domain`` and ``points`` may use names or symbols.

    Raises
    ------
    MissingInputError
        Nothing tells the inputs.
    UnknownSymbolError
        A name is not that of an input.
    InputShapeError, InputTypeError
        The function does not map numbers to one number, or one row of numbers, for each point.
    """
    call, signature = _callable_of(function)
    names = _names(function, signature, options)
    inputs = tuple(sympy.Symbol(name) for name in names)
    known = dict(zip(names, inputs, strict=True))
    chosen = inputs if wrt is None else _chosen(wrt, known)
    renamed = _renamed(options, known)
    plain = _positional(call, len(names))
    outputs, is_vector, one_by_one = form_of(plain, names, renamed)
    shape = (outputs,) if is_vector else ()
    single = _single(plain, shape) if one_by_one else plain
    pointwise = PointFunction(single, names, shape, order=range(len(names)))

    def value(*points: Tensor) -> Tensor:
        return pointwise(*points).reshape(-1, outputs)

    placeholders = tuple(sympy.Symbol(f"f{i}") for i in range(outputs))
    question = Question(placeholders, chosen, inputs, is_vector)
    return BlackBox(_name(function), question, value, renamed)


def _callable_of(function: Any) -> tuple[Callable[..., Any], Any]:
    """Return what to call and what has the parameters."""
    if isinstance(function, type) and issubclass(function, torch.autograd.Function):
        return function.apply, function.forward
    return function, function.forward if isinstance(function, torch.nn.Module) else function


def _name(function: Any) -> str:
    name = str(getattr(function, "__name__", None) or type(function).__name__)
    return "function" if name == "<lambda>" else name


def _names(function: Any, signature: Any, options: Options) -> list[str]:
    compiled = getattr(function, "inputs", None)
    if isinstance(compiled, tuple) and compiled:
        return [str(symbol) for symbol in compiled]
    mentioned = list(dict.fromkeys(str(key) for mapping in _mappings(options) for key in mapping))
    try:
        parameters = list(inspect.signature(signature).parameters.values())
    except (TypeError, ValueError):  # functions written in C do not say
        parameters = []
    named = [p for p in parameters if p.kind in _POSITIONAL and p.name != "ctx"]
    takes_any = not parameters or any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if takes_any and not named:
        if not mentioned:
            raise MissingInputError(
                ["the names of the inputs"],
                ["*args"],
                hint="the callable does not name its parameters: give domain={'x': (0, 1)} or "
                "points=[{'x': 0.5}], with the inputs in the order of the arguments",
            )
        return mentioned
    required = [p.name for p in named if p.default is p.empty]
    # Parameters with a default stay at it, unless the check speaks of them or of nothing else.
    last = max((i for i, p in enumerate(named) if p.name in mentioned), default=-1)
    return [p.name for p in named[: max(len(required), last + 1)]] or [p.name for p in named[:1]]


def _mappings(options: Options) -> list[Mapping[Any, Any]]:
    points = options.points if isinstance(options.points, list | tuple) else ()
    return [m for m in (*points[:1], options.domain) if isinstance(m, Mapping)]


def _chosen(wrt: Any, known: Mapping[str, Any]) -> tuple[Any, ...]:
    items = tuple(wrt) if isinstance(wrt, list | tuple | set) else (wrt,)
    for item in items:
        if not isinstance(item, str | sympy.Symbol):
            got = f"{item!r} of type {type(item).__name__}"
            raise InputTypeError("wrt", got, expected="the name of a parameter, or a sequence of names")
    return tuple(_known(item, known, "wrt") for item in items)


def _known(key: Any, known: Mapping[str, Any], where: str) -> Any:
    if str(key) not in known:
        raise UnknownSymbolError(str(key), list(known), where=where)
    return known[str(key)]


def _renamed(options: Options, known: Mapping[str, Any]) -> Options:
    """Return the options with the symbols of the inputs in place of names and of symbols so named."""

    def of(mapping: Any, where: str) -> Any:
        if not isinstance(mapping, Mapping):
            return mapping
        return {_known(key, known, where): entry for key, entry in mapping.items()}

    points = options.points
    if isinstance(points, list | tuple):
        points = [of(point, f"points[{place}]") for place, point in enumerate(points)]
    return Options(
        of(options.domain, "domain"), points, options.n_points, options.seed, options.dtype, options.ops
    )


def _positional(call: Callable[..., Any], count: int) -> Callable[..., Any]:
    def plain(*tensors: Tensor) -> Any:
        return call(*tensors[:count])

    return plain


def _single(call: Callable[..., Any], shape: tuple[int, ...]) -> Callable[..., Any]:
    """Return a callable that refuses batches, so that it is called point by point.

    Plain Python raises outside its domain (``math.log(-1)``) where torch gives nan.
    """

    def single(*tensors: Tensor) -> Any:
        if tensors[0].dim():
            raise OnePointError("the function takes one point at a time")
        try:
            return call(*tensors)
        except (ValueError, ArithmeticError):
            return tensors[0].new_full(shape, math.nan)

    return single
