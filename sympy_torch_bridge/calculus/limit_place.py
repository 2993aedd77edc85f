"""Where a limit is taken: a function, a point and a direction, as lines in float64 and exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

import sympy

from ..compiled_function import CompiledFunction
from ..errors import BridgeError, InputTypeError, OptionError, UnsupportedFunctionError
from ..exact import ExactFunction
from ..exact.number import exact_rational
from ..expression_record import abbreviated, pack, unpack
from ..program.expressions.free_symbols import free_symbols
from ..program.expressions.traversal import postorder
from .callable_inputs import check_count, numbers_of
from .limit_line import ExactLine, FloatLine
from .limit_symbols import place_symbols

__all__ = ["LimitPlace", "limit_place"]

# SymPy substitutes recursively.
_SMALL = 200


@dataclass(frozen=True, slots=True)
class LimitPlace:
    """A function along a line, and what to call its parts.

    Parameters
    ----------
    name : str
        The function as text.
    point, along : str
        ``"x = 1"`` or ``"x = 1, y = 2"``; the direction, empty for the derivative in one variable.
    variable : str
        The name of the variable, empty if a direction was given.
    values : tuple of float
        The point in float64.
    floats : FloatLine
    exact : ExactLine or None
        None for callables that have no expression.
    expr : SymPy expression or None
    symbol : Symbol or None
        The variable of the expression.
    exact_point : mapping of Symbol to number
        The point of an expression as it was given.
    """

    name: str
    point: str
    along: str
    variable: str
    floats: FloatLine
    exact: ExactLine | None = None
    # SymPy prints recursively; the name says what a deep expression can say.
    expr: Any = field(default=None, repr=False)
    symbol: Any = None
    exact_point: Mapping[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def is_pole(self) -> bool:
        """Whether SymPy knows the value at the point to be infinite or undefined, as that of tan at pi/2."""
        if self.expr is None or len(list(islice(postorder(self.expr), _SMALL + 1))) > _SMALL:
            return False
        value = self.expr.subs(self.exact_point)
        return bool(value is sympy.nan or value.is_infinite)

    @property
    def position(self) -> float:
        """The coordinate of the variable in float64; 0 along a direction."""
        moving = [x for x, d in zip(self.floats.point, self.floats.direction, strict=True) if d]
        return moving[0] if self.variable else 0.0


def limit_place(
    f: Any, x: Any, at: Any, subs: Mapping[Any, Any] | None = None, direction: Any = None
) -> LimitPlace:
    """Read the arguments of ``limit_table``; its documentation has the rules."""
    if isinstance(f, CompiledFunction) and _is_formula(f.expr):
        return _of_expression(f.expr, f, x, at, subs, direction)
    if isinstance(f, int | float | sympy.Basic):
        expr = sympy.sympify(f, strict=True)
        if not _is_formula(expr):
            raise InputTypeError("f", f"a {type(f).__name__}", expected="a scalar expression or a callable")
        return _of_expression(expr, None, x, at, subs, direction)
    if not callable(f):
        raise InputTypeError(
            "f",
            f"a {type(f).__name__}",
            expected="a SymPy expression, a CompiledFunction or a torch callable",
            hint="text is never evaluated; parse it with sympy_torch_bridge.parse_expression(text)",
        )
    return _of_callable(f, x, at, subs, direction)


def _is_formula(expr: Any) -> bool:
    return isinstance(expr, sympy.Expr) and not getattr(expr, "is_Matrix", False)


def _of_expression(
    expr: Any,
    compiled: CompiledFunction | None,
    x: Any,
    at: Any,
    subs: Mapping[Any, Any] | None,
    direction: Any,
) -> LimitPlace:
    known = list(compiled.inputs) if compiled else sorted(free_symbols(expr), key=sympy.default_sort_key)
    point, components, variable = place_symbols(known, x, at, subs, direction)
    symbols = list(point)
    fn = compiled or CompiledFunction(expr, symbols)
    # Where the user supplied torch functions of their own, the expression does not say what they compute.
    is_plain = compiled is None or not (compiled.options["functions"] or compiled.options["ops"])
    floats = FloatLine(fn, [float(point[s]) for s in symbols], [float(components.get(s, 0)) for s in symbols])
    return LimitPlace(
        name=abbreviated(expr),
        point=", ".join(f"{s} = {point[s]}" for s in symbols),
        along="" if variable is not None else _tuple_text([components.get(s, 0) for s in symbols]),
        variable="" if variable is None else str(variable),
        floats=floats,
        exact=_exact_line(expr, point, components) if is_plain else None,
        expr=expr,
        symbol=variable,
        exact_point=point,
    )


def _exact_line(expr: Any, point: Mapping[Any, Any], components: Mapping[Any, Any]) -> ExactLine | None:
    """Return the exact line, or None where a function has no exact reference."""
    place: dict[Any, Fraction] = {}
    direction: dict[Any, Fraction] = {}
    for symbol, value in point.items():
        number, moved = _rational(value), symbol
        if number is None:
            # An irrational point is moved into the expression: x = pi + t at t = 0. The new symbol is plainly
            # real: assumptions of the old one (positive) would not hold for t.
            moved, number = sympy.Dummy(symbol.name, real=True), Fraction(0)
            expr = _substituted(expr, symbol, moved + value)
        place[moved] = number
        direction[moved] = exact_rational(components.get(symbol, 0), f"direction[{symbol}]") or Fraction(0)
    try:
        return ExactLine(ExactFunction(expr, list(place)), place, direction)
    except UnsupportedFunctionError:
        return None


def _substituted(expr: Any, symbol: Any, value: Any) -> Any:
    """Replace a symbol without recursion and without evaluating anything anew."""
    kind, keys, nodes = pack(expr)
    replaced = ((head, value if head is None and part == symbol else part) for head, part in nodes)
    return unpack((kind, keys, tuple(replaced)))


def _rational(value: Any) -> Fraction | None:
    try:
        return exact_rational(value)
    except BridgeError:
        return None


def _of_callable(
    fn: Callable[..., Any], x: Any, at: Any, subs: Mapping[Any, Any] | None, direction: Any
) -> LimitPlace:
    if subs is not None:
        raise OptionError(
            "subs", subs, accepted=["None for a torch callable"], hint="at takes all inputs in order"
        )
    point = numbers_of("at", at)
    index = 0 if x is None else x
    if not (isinstance(index, int) and -len(point) <= index < len(point)):
        raise OptionError("x", x, accepted=[f"the index of an input, 0 to {len(point) - 1}"])
    check_count(fn, point)
    components = [float(i == index % len(point)) for i in range(len(point))]
    if direction is not None:
        components = numbers_of("direction", direction)
        if x is not None or len(components) != len(point) or not any(components):
            accepted = [f"{len(point)} numbers, not all 0, and no x"]
            raise OptionError("direction", direction, accepted=accepted)
    return LimitPlace(
        name=_callable_name(fn),
        point=f"x = {point[0]!r}" if len(point) == 1 else _tuple_text(point),
        along="" if direction is None else _tuple_text(components),
        variable="x" if direction is None else "",
        floats=FloatLine(fn, point, components),
    )


def _callable_name(fn: Callable[..., Any]) -> str:
    name = str(getattr(fn, "__name__", None) or type(fn).__name__)
    return name if name.isidentifier() else "f"


def _tuple_text(values: Sequence[Any]) -> str:
    return f"({', '.join(f'{v:g}' if isinstance(v, float) else str(v) for v in values)})"
