"""The way back: a torch function as a SymPy expression."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from ..errors import OptionError
from .code_line import raising_line
from .hints import IN_TORCH
from .inputs import argument_of, named_by_signature, symbols_like
from .numerals import Numerals
from .reading import refuse
from .results import expressions
from .tracer import Tracer

__all__ = ["from_torch"]

_PARAMETERS = ("values", "symbols", "a mapping {parameter name: symbol}")
_WITHOUT_GRADIENT = (
    "a leaf Variable that requires grad",
    "This view is the output of a function that returns multiple views",
    "is not differentiable with respect to argument",
)
_NO_PARAMETERS = "only a module has parameters with names"
_NO_VALUES = "its data is not allocated"


def from_torch(
    fn: Callable[..., Any],
    inputs: Any = None,
    *,
    parameters: str | Mapping[str, Any] = "values",
    rational: bool = False,
    dtype: torch.dtype = torch.float64,
) -> Any:
    """Read a torch function or module as a SymPy expression.

    The function runs once on tensors that hold expressions instead of numbers. Its own derivatives are
    read the same way: ``torch.autograd.grad`` inside the function goes through its hand-written backward.

    Parameters
    ----------
    fn : callable, nn.Module or autograd.Function subclass
        What to read. It is run, as any function is that one calls.
    inputs : expression, sequence, or mapping by parameter name, optional
        What stands for the arguments. A Symbol is a tensor without axes; a list, a Matrix, an Array or an
        IndexedBase with a shape is a tensor of that shape, read entry by entry; a MatrixSymbol is a
        matrix, read as a whole as far as the operations have a meaning for whole matrices. A tensor
        (such as class indices) or a plain value is passed as it is. Default: a Symbol for each
        parameter without a default.
    parameters : {"values", "symbols"} or mapping
        Of a module: write its parameters as numbers; or as symbols of their names, those with axes as
        entries of an IndexedBase; or as what the mapping gives, by name. Buffers are numbers.
    rational : bool
        Write the floats of the code as fractions, 0.1 as 1/10; by default they stay floats. Whole
        numbers are exact in both cases, and so are pi, sqrt(2), log(2*pi) and a few more constants,
        where the code has them to the last bit of a double.
    dtype : torch.dtype
        The dtype of the tensors that stand for expressions.

    Returns
    -------
    Expr, ImmutableMatrix, Array, MatrixExpr, or container of these
        An expression for a tensor without axes, a matrix for two axes, an array else.

    Raises
    ------
    TraceError
        An operation has no expression, or the code asks for a value; ``operation``, ``file``, ``line``,
        ``code`` and ``hint`` say where and what to do.
    InputTypeError, InputShapeError, OptionError
        The inputs do not stand for tensors, or an option is none of those named here.

    Notes
    -----
    The expression is the formula over the real numbers. What torch adds for the sake of floating-point
    numbers is left out: rounding to a dtype, the shift by the maximum in a softmax, the linear branch of
    softplus beyond its default threshold, and the bound of -100 on logarithms in the binary cross
    entropy. ``isnan`` and ``isinf`` of an expression with symbols are false.

    Examples
    --------
    >>> import sympy
    >>> x, y = sympy.symbols("x y", real=True)
    >>> from_torch(torch.nn.functional.mse_loss, [[x, y], torch.zeros(2)])
    x**2/2 + y**2/2

    A hand-written backward pass, proved equal to the derivative of a formula:

    >>> class Tanh(torch.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         value = torch.tanh(x)
    ...         ctx.save_for_backward(value)
    ...         return value
    ...
    ...     @staticmethod
    ...     def backward(ctx, grad):
    ...         (value,) = ctx.saved_tensors
    ...         return grad * (1 - value**2)
    >>> slope = from_torch(lambda x: torch.autograd.grad(Tanh.apply(x), x)[0], x)
    >>> slope, sympy.simplify(slope - sympy.diff(sympy.tanh(x), x))
    (1 - tanh(x)**2, 0)
    """
    numerals = Numerals(rational=rational)
    function, state = _runnable(fn, parameters)
    given = named_by_signature(function) if inputs is None else inputs
    try:
        return _traced(function, given, state, numerals, dtype, requires_grad=True)
    except RuntimeError as error:
        if _NO_VALUES in str(error):
            refuse("torch", "the code asks for the values of a tensor", IN_TORCH, where=raising_line(error))
        # torch refuses to change such an input, or one of several views of it, in place, and to take it for
        # the target of some losses; a function that does so has no use for its gradient.
        if not any(words in str(error) for words in _WITHOUT_GRADIENT):
            raise
    return _traced(function, given, state, numerals, dtype, requires_grad=False)


def _traced(
    function: Callable[..., Any],
    given: Any,
    state: Mapping[str, Any],
    numerals: Numerals,
    dtype: torch.dtype,
    *,
    requires_grad: bool,
) -> Any:
    can_differ = requires_grad and (dtype.is_floating_point or dtype.is_complex)

    def argument(name: str, item: Any) -> Any:
        return argument_of(name, item, dtype, requires_grad=can_differ)

    named = {name: argument(name, item) for name, item in given.items()} if isinstance(given, Mapping) else {}
    listed = [] if isinstance(given, Mapping) else given if isinstance(given, list | tuple) else [given]
    places = [argument(f"input {place}", item) for place, item in enumerate(listed)]
    with Tracer(numerals):
        # A copy, so that a module that counts its batches changes nothing outside the trace.
        replaced = {
            name: item.clone()
            if isinstance(item, Tensor)
            else argument_of(name, item, dtype, requires_grad=False)
            for name, item in state.items()
        }
        if replaced:
            result = torch.func.functional_call(function, replaced, tuple(places), named)  # type: ignore[arg-type]
        else:
            result = function(*places, **named)
    return expressions(result, numerals)


def _runnable(fn: Any, parameters: Any) -> tuple[Callable[..., Any], dict[str, Any]]:
    """Return what to call, and what stands for the parameters and buffers of a module."""
    if isinstance(fn, type) and issubclass(fn, torch.autograd.Function):
        fn = fn.apply
    fn = getattr(fn, "_orig_mod", fn)  # what torch.compile made faster
    is_script = isinstance(fn, torch.jit.ScriptModule)  # it takes no other parameters for a call
    if is_script or not isinstance(fn, nn.Module):
        if parameters != "values":
            hint = "give the module that was scripted" if is_script else _NO_PARAMETERS
            raise OptionError("parameters", parameters, accepted=("values",), hint=hint)
        return fn, {}
    state: dict[str, Any] = {**dict(fn.named_parameters()), **dict(fn.named_buffers())}
    return fn, {**{n: t.detach() for n, t in state.items()}, **_symbols(fn, parameters)}


def _symbols(module: nn.Module, parameters: Any) -> dict[str, Any]:
    known = dict(module.named_parameters())
    if isinstance(parameters, Mapping):
        unknown = [name for name in parameters if name not in known]
        if unknown:
            raise OptionError(
                "parameters", unknown[0], accepted=tuple(known), hint="name a parameter of the module"
            )
        return dict(parameters)
    if parameters not in ("values", "symbols"):
        raise OptionError("parameters", parameters, accepted=_PARAMETERS)
    return (
        {name: symbols_like(name, tensor) for name, tensor in known.items()}
        if parameters == "symbols"
        else {}
    )
