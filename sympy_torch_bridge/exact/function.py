"""Rigorous evaluation of SymPy expressions at points, straight from the expression tree.

Nothing here shares code with the torch lowering: the values are the reference it is judged by.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy

from ..errors import MissingInputError, OptionError, UnsupportedFunctionError
from ..working_precision import PRECISION_LOCK
from .backend import FunctionTable, choose_arithmetic
from .effort import OutOfReach
from .enclosure import Enclosure
from .evaluation import Evaluation, PreparedLine
from .number import exact_rational
from .straight_line import Step, StraightLine, flatten

__all__ = ["ExactFunction"]

_START_BITS = 128
_MAX_BITS = 8192
_GUARD_BITS = 8


class ExactFunction:
    """Enclosures of the values of SymPy expressions at exact points.

    A double in the point stands for its exact binary value, a Rational or Float in the expression for its
    own. The precision starts at 128 bits and doubles, up to 8192, until every output is *settled*:

    - it has ``bits`` correct leading bits; or
    - it may be zero, the precision has reached ``max(384, 3 * bits) + 4 * e`` bits, where ``2**e`` bounds
      the magnitudes (and their inverses) of the point, and the radius is below ``2**-bits`` of the largest
      intermediate value. It is then reported as a tiny enclosure of zero; or
    - it is not finite at ``max(1024, 512 + 4 * e)`` bits: the point is outside the real domain, or the
      value stays undecided although exact rational arithmetic was tried. Its center is nan, and
      ``is_undecided`` tells the one from the other.

    At 8192 bits an output is reported as it is, with its honest radius. Where a value is out of reach, as
    that of a series that hardly converges, or a :class:`Budget` is spent, all outputs are unknown.

    Parameters
    ----------
    exprs : sympy expression or Boolean, or sequence of these
        A Boolean counts as 1 or 0.
    inputs : sequence of sympy.Symbol
    method : {"auto", "ball", "mpmath"}
        ``"ball"`` needs python-flint and proves its radii. ``"mpmath"`` trusts the agreement of two
        precisions. ``"auto"`` takes balls where python-flint is installed.
    ops : mapping of SymPy class to Op, optional
        Functions that can be called; the op table of the package if left out.
    parts : mapping of Symbol to pair of Symbol, optional
        Complex symbols, each with the two (real) inputs that are its real and its imaginary part. With
        this, all arithmetic is complex, on principal branches, and the centers are complex numbers; also
        with an empty mapping, at real points.

    Raises
    ------
    UnsupportedFunctionError
        A function is neither structural nor in ``ops``.
    UnknownSymbolError
        A symbol of the expressions is not among the inputs.
    MissingDependencyError
        ``method="ball"`` without python-flint.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> cancelling = ExactFunction((1 - sympy.cos(x)) / x**2, [x])
    >>> (value,) = cancelling({x: 1e-12})
    >>> float(value), value.relative_bits >= 120
    (0.5, True)
    >>> ExactFunction(sympy.log(x), [x])({x: -1.0})[0].is_finite
    False
    >>> a, b = sympy.symbols("a b", real=True)
    >>> (value,) = ExactFunction(sympy.exp(x), [a, b], parts={x: (a, b)})({a: 0, b: 0.5})
    >>> complex(value)
    (0.8775825618903728+0.479425538604203j)
    """

    def __init__(
        self,
        exprs: Any,
        inputs: Sequence[Any],
        *,
        method: str = "auto",
        ops: Mapping[Any, Any] | None = None,
        parts: Mapping[Any, tuple[Any, Any]] | None = None,
    ) -> None:
        self.inputs = tuple(inputs)
        self._names = tuple(map(str, self.inputs))
        self.exprs = tuple(sympy.sympify(expr, strict=True) for expr in _as_sequence(exprs))
        self._prepared = self._prepared_line(method, ops, parts)

    def _prepared_line(
        self, method: str, ops: Mapping[Any, Any] | None, parts: Mapping[Any, tuple[Any, Any]] | None
    ) -> PreparedLine:
        arithmetic = choose_arithmetic(method, is_complex=parts is not None)
        functions = FunctionTable(ops, arithmetic.name, is_complex=parts is not None)
        try:
            line = flatten(self.exprs, self.inputs, functions, parts)
        except UnsupportedFunctionError:
            # Some functions have real balls alone, and an mpmath function for complex arguments.
            if parts is None or method != "auto" or arithmetic.name == "mpmath":
                raise
            return self._prepared_line("mpmath", ops, parts)
        self._sums_series = any(_is_slow(step, line, functions) for step in line.steps)
        return PreparedLine(line, arithmetic, functions)

    @property
    def method(self) -> str:
        """The backend in use, ``"ball"`` or ``"mpmath"``; single outputs may rest on mpmath all the same."""
        return self._prepared.arithmetic.name

    @property
    def sums_series(self) -> bool:
        """Whether values at large arguments take long.

        They do for a function without ball arithmetic, and for one of several arguments, such as an order.
        """
        return self._sums_series

    def __call__(self, point: Mapping[Any, Any], bits: int = 120) -> tuple[Enclosure, ...]:
        """Enclose every output at ``point`` to ``bits`` leading bits.

        Parameters
        ----------
        point : mapping of Symbol to int, float, Fraction, sympy number or mpmath.mpf
            One value for each input; further entries are ignored. nan and infinities are outside.
        bits : int
            Correct leading bits asked for, 1 to 8000.

        Raises
        ------
        MissingInputError
            The point has no value for an input.
        InputTypeError
            A value is not a real number.
        """
        if not 1 <= bits <= _MAX_BITS - _GUARD_BITS:
            raise OptionError("bits", bits, accepted=[f"1 to {_MAX_BITS - _GUARD_BITS}"])
        run = self._at(point)
        working = _START_BITS
        while working < bits + _GUARD_BITS:
            working *= 2
        with PRECISION_LOCK:
            try:
                while True:
                    values = run.values(working)
                    if working >= _MAX_BITS or run.are_settled(values, bits, working):
                        return run.enclosures(values, working)
                    working *= 2
            except OutOfReach:
                return self._unknown(working)

    def stays_within(self, point: Mapping[Any, Any], lowest: float, highest: float) -> bool:
        """Tell whether all intermediate values that are not zero lie between two magnitudes.

        Code that computes the expression, or its derivative by other formulas, neither overflows nor
        underflows where they keep well inside the range of the floating type.
        """
        with PRECISION_LOCK:
            try:
                return self._at(point).stay_within(_START_BITS, lowest, highest)
            except OutOfReach:
                return False

    def at_precision(self, point: Mapping[Any, Any], working_bits: int) -> tuple[Enclosure, ...]:
        """Enclose every output at one fixed working precision, however wide the result."""
        run = self._at(point)
        with PRECISION_LOCK:
            try:
                return run.enclosures(run.values(working_bits), working_bits)
            except OutOfReach:
                return self._unknown(working_bits)

    def _unknown(self, bits: int) -> tuple[Enclosure, ...]:
        return (Enclosure.unknown(bits),) * len(self.exprs)

    def exact_point(self, point: Mapping[Any, Any]) -> dict[Any, Fraction | None]:
        """Return the inputs of a point as the exact rationals they are; None for nan and the infinities.

        Raises
        ------
        MissingInputError, InputTypeError
            As when the function is called.

        Examples
        --------
        >>> x, y = sympy.symbols("x y")
        >>> ExactFunction(x, [x]).exact_point({x: 0.25, y: 2})
        {x: Fraction(1, 4)}
        """
        return dict(zip(self.inputs, self._rationals(point), strict=True))

    def _at(self, point: Mapping[Any, Any]) -> Evaluation:
        return Evaluation(self._prepared, self._rationals(point))

    def _rationals(self, point: Mapping[Any, Any]) -> list[Fraction | None]:
        missing = [str(symbol) for symbol in self.inputs if symbol not in point]
        if missing:
            raise MissingInputError(missing, list(self._names))
        pairs = zip(self.inputs, self._names, strict=True)
        return [exact_rational(point[symbol], name) for symbol, name in pairs]


def _is_slow(step: Step, line: StraightLine, functions: FunctionTable) -> bool:
    if step.kind != "call":
        return False
    variable = [arg for arg in step.args if line.steps[arg].kind != "number"]
    return len(variable) > 1 or not functions.has_ball(step.data)


def _as_sequence(exprs: Any) -> Sequence[Any]:
    return tuple(exprs) if isinstance(exprs, (Sequence, sympy.Tuple)) else (exprs,)
