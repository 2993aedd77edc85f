"""SymPyModule: a formula whose constants can be trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sympy
import torch
from torch import Tensor, nn

from .binding import Ordering, result_type
from .compiled_function import CompiledFunction
from .errors import InputTypeError, OptionError, UnknownSymbolError
from .expression_record import abbreviated, like, rebuilt
from .program.arrangement import leaves
from .program.emit import argument_names
from .program.expressions.free_symbols import free_symbols

__all__ = ["SymPyModule"]

_CHOICES = ("floats", "none", "a mapping {symbol: initial value}")


class SymPyModule(nn.Module):
    """A SymPy expression as an ``nn.Module`` with trainable constants.

    Parameters
    ----------
    expr : Expr, Matrix, or list, tuple, dict of expressions
        The formula.
    inputs : sequence of Symbol, optional
        The inputs of ``forward`` in order; default: the free symbols that are no parameters, in
        SymPy's default sort order.
    parameters : {"floats", "none"} or mapping
        ``"floats"`` makes every floating constant of the formula a parameter (integers and
        rationals stay exact); a mapping makes the named symbols parameters with initial values.
    packed : bool
        Keep all parameters in one vector ``packed``, as sharded training needs.
    functions : mapping, optional
        Torch callables for undefined functions, as in :func:`sympy_torch_bridge.compile`.
    expressions : sequence, optional
        Instead of ``expr``: a list whose outputs are stacked along the last axis.

    Raises
    ------
    OptionError
        ``parameters`` is none of the accepted forms, or not exactly one of ``expr`` and
        ``expressions`` is given.
    UnknownSymbolError
        A parameter does not occur in the expression.

    Notes
    -----
    Parameters start in double precision, so that no digit of the formula is lost; a batch in
    float32 still gives float32. ``module.to(dtype)`` converts them. A floating exponent is a
    parameter as well: write ``x**2`` rather than ``x**2.0`` for one that is not to be trained.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> module = SymPyModule(2.5 * sympy.sin(x) + 0.5)
    >>> module(torch.tensor([0.0]))
    tensor([0.5000], grad_fn=<AddBackward0>)
    >>> sorted(name for name, _ in module.named_parameters())
    ['c0', 'c1']
    >>> module.sympy()
    2.5*sin(x) + 0.5
    """

    def __init__(
        self,
        expr: Any = None,
        inputs: Sequence[Any] | None = None,
        *,
        parameters: str | Mapping[Any, float] = "floats",
        packed: bool = False,
        functions: Mapping[Any, Callable[..., Any]] | None = None,
        expressions: Sequence[Any] | None = None,
    ) -> None:
        super().__init__()
        if (expr is None) == (expressions is None):
            raise OptionError(
                "expr", expr, accepted=("an expression", "expressions=[...]"), hint="give exactly one"
            )
        formula = (
            expr if expressions is None else sympy.Array([sympy.sympify(e, strict=True) for e in expressions])
        )
        self._given = formula
        self._is_named = parameters != "floats"
        formula, initial = _parametrised(formula, parameters)
        self._symbols = tuple(initial)
        free = [s for s in _symbols_of(formula) if s not in initial] if inputs is None else list(inputs)
        self.function = CompiledFunction(formula, [*free, *initial], functions=functions)
        self.inputs: tuple[Any, ...] = tuple(free)
        self._order = Ordering(free)
        self._packed = packed
        self._register({str(getattr(k, "__name__", k)): f for k, f in (functions or {}).items()})
        values = torch.tensor([float(v) for v in initial.values()], dtype=torch.float64)
        # An attribute of nn.Module, such as "training", is no name for a parameter.
        self._names = [f"{n}_" if hasattr(self, n) else n for n in argument_names(self._symbols)]
        if packed:
            self.packed = nn.Parameter(values)
        else:
            for name, value in zip(self._names, values, strict=True):
                self.register_parameter(name, nn.Parameter(value.clone()))

    def _register(self, functions: Mapping[str, Callable[..., Any]]) -> None:
        """Make networks inside the formula submodules, so that they are trained, moved and stored with it."""
        for name, function in functions.items():
            if isinstance(function, nn.Module):
                self.add_module(f"function_{name}", function)

    def forward(self, /, *args: Any, **kwargs: Any) -> Any:
        """Evaluate the formula; inputs by position or by symbol name, shapes broadcast."""
        given = self._order(args, kwargs)
        return self.function(*given, *self._values_like(given))

    def _values_like(self, given: Sequence[Any]) -> list[Tensor]:
        """Return the parameters in the dtype of the inputs: a parameter never widens the result."""
        tensors = [t for t in given if isinstance(t, Tensor) and (t.is_floating_point() or t.is_complex())]
        values = self._values()
        return [value.to(result_type(tensors)) for value in values] if tensors else values

    def _values(self) -> list[Tensor]:
        if self._packed:
            return list(self.packed.unbind())
        return [getattr(self, name) for name in self._names]

    def sympy(self) -> Any:
        """Return the expression with the current parameter values; everything else is as it was given."""
        values = [sympy.Float(value.item()) for value in self._values()]
        if self._is_named:
            named = dict(zip(self._symbols, values, strict=True))
            return _mapped(self._given, lambda expr: expr.xreplace(named))
        unnamed = iter(values)
        return _mapped(self._given, lambda expr: rebuilt(expr, lambda leaf: _next_float(leaf, unnamed)))

    def extra_repr(self) -> str:
        """Show the formula in the module's repr."""
        names = ", ".join(str(s) for s in self.inputs)
        return f"{abbreviated(self.function.expr)}, inputs=({names}), parameters={len(self._symbols)}"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {sympy.latex(self.sympy())}$"


def _next_float(leaf: Any, values: Iterator[Any]) -> Any:
    return next(values) if isinstance(leaf, sympy.Float) else leaf


def _mapped(expr: Any, change: Callable[[Any], Any]) -> Any:
    """Apply a change to every expression of a container."""
    if isinstance(expr, dict):
        return {key: _mapped(item, change) for key, item in expr.items()}
    if isinstance(expr, list | tuple):
        return like(expr, [_mapped(item, change) for item in expr])
    if isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        return expr.applyfunc(change)
    return change(sympy.sympify(expr, strict=True))


def _symbols_of(expr: Any) -> list[Any]:
    found = {symbol for leaf in leaves(expr) for symbol in free_symbols(leaf)}
    return sorted(found, key=sympy.default_sort_key)


def _parametrised(expr: Any, parameters: str | Mapping[Any, float]) -> tuple[Any, dict[Any, float]]:
    """Return the expression with its trainable constants as symbols, and their initial values."""
    if isinstance(parameters, Mapping):
        known = _symbols_of(expr)
        for symbol, value in parameters.items():
            if symbol not in known:
                raise UnknownSymbolError(str(symbol), [str(s) for s in known], where="the expression")
            if not isinstance(value, int | float):
                raise InputTypeError(
                    str(symbol), f"a {type(value).__name__}", expected="a number as initial value"
                )
        return expr, dict(parameters)
    if parameters == "none":
        return expr, {}
    if parameters != "floats":
        raise OptionError("parameters", parameters, accepted=_CHOICES)
    initial: dict[Any, float] = {}

    def parameter(node: Any) -> Any:
        if not isinstance(node, sympy.Float):
            return node
        symbol = sympy.Dummy(f"c{len(initial)}", real=True)
        initial[symbol] = float(node)
        return symbol

    return _mapped(expr, lambda leaf: rebuilt(leaf, parameter)), initial
