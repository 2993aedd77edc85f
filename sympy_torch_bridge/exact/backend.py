"""What an arithmetic offers to the evaluation, and which one is in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from importlib import import_module
from typing import Any, Protocol

from ..errors import MissingDependencyError, OptionError
from .enclosure import Enclosure
from .parametric import Parametric
from .special import SPECIAL
from .straight_line import Step

__all__ = ["Arithmetic", "FunctionTable", "choose_arithmetic"]


class Arithmetic(Protocol):
    """Real numbers with an error: balls, or pairs of precisions."""

    @property
    def name(self) -> str:
        """The method its enclosures carry."""

    @property
    def is_complex(self) -> bool:
        """Whether the numbers are complex."""

    @property
    def undefined(self) -> Any:
        """The value of what has none."""

    def precision(self, bits: int) -> AbstractContextManager[Any]:
        """Return a context in which all operations work with ``bits`` bits."""

    def function(self, step: Step, functions: FunctionTable) -> tuple[Callable[..., Any], str]:
        """Return what evaluates a step (None where it cannot decide), and the method behind its error."""

    def leaf(self, step: Step) -> Any:
        """Return the value of a step without arguments, other than an input."""

    def from_rational(self, value: Fraction) -> Any:
        """Return a number as close to ``value`` as the precision allows."""

    def accuracy(self, value: Any) -> int:
        """Return the number of correct leading bits; hugely negative if the value is not finite."""

    def is_finite(self, value: Any) -> bool:
        """Tell whether the value exists and is bounded."""

    def is_undefined(self, value: Any) -> bool:
        """Tell whether the value is none at all, other than a number without a bound."""

    def corners(self, value: Any) -> Sequence[Any]:
        """Return the exact numbers at the ends of what encloses a finite value."""

    def contains_zero(self, value: Any) -> bool:
        """Tell whether the value may be zero."""

    def magnitude(self, value: Any) -> Any:
        """Return an upper bound of the absolute value."""

    def radius(self, value: Any) -> Any:
        """Return the bound of the error."""

    def enclosure(self, value: Any, bits: int, method: str) -> Enclosure:
        """Return the value as an enclosure."""


def choose_arithmetic(method: str, *, is_complex: bool = False) -> Arithmetic:
    """Return the real or the complex arithmetic for ``"auto"``, ``"ball"`` or ``"mpmath"``.

    Raises
    ------
    OptionError
        The method is none of these.
    MissingDependencyError
        Balls are asked for and python-flint is not installed.
    """
    if method not in ("auto", "ball", "mpmath"):
        raise OptionError("method", method, accepted=["auto", "ball", "mpmath"])
    if method != "mpmath":
        try:
            if is_complex:
                return import_module(".complex_ball", __package__).ComplexBallArithmetic()  # type: ignore[no-any-return]
            return import_module(".ball", __package__).BallArithmetic()  # type: ignore[no-any-return]
        except ImportError:
            if method == "ball":
                raise MissingDependencyError(
                    "python-flint", needed_for='method="ball"', extra="rigor"
                ) from None
    if is_complex:
        return import_module(".complex_pair", __package__).ComplexPairArithmetic()  # type: ignore[no-any-return]
    return import_module(".multiprecision", __package__).PairArithmetic()  # type: ignore[no-any-return]


class FunctionTable:
    """The SymPy functions that an arithmetic can call.

    Parameters
    ----------
    ops : mapping of SymPy class to Op, or None
        None means the op table of the package, which is loaded when the first function is looked up:
        it loads torch, and a polynomial does not need it.
    method : str
        Name of the arithmetic.
    is_complex : bool
        Whether its numbers are complex.
    """

    def __init__(self, ops: Mapping[Any, Any] | None, method: str, *, is_complex: bool = False) -> None:
        self._ops = ops
        self._method = method
        self._is_complex = is_complex

    def op(self, head: Any) -> Any:
        """Return the op record of a function, or None; a function with groups of parameters is its own."""
        if isinstance(head, Parametric):
            return head
        if self._ops is None:
            self._ops = import_module("..ops", __package__).BY_HEAD
        return self._ops.get(head)

    def named_ball(self, head: Any) -> Any:
        """Return the ball arithmetic that comes with the package for one of its own op records, or None."""
        own = import_module("..ops", __package__).BY_HEAD.get(head)
        if own is None or self.op(head) is not own:
            return None
        return import_module(".named_balls", __package__).NAMED.get(head)

    def has_ball(self, head: Any) -> bool:
        """Tell whether a function that can be called has ball arithmetic, installed or not."""
        return head in SPECIAL or self.op(head).ball is not None

    def __contains__(self, head: Any) -> bool:
        if self._is_complex and self._method == "ball":
            return bool(import_module(".complex_ball", __package__).encloses(head, self.op(head)))
        if head in SPECIAL:
            return True
        op = self.op(head)
        if op is None:
            return False
        return op.reference is not None or (self._method == "ball" and op.ball is not None)

    def __iter__(self) -> Iterator[Any]:
        return iter({**SPECIAL, **(self._ops or {})})
