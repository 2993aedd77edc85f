"""What one differentiation of a node gives, with the derivatives inside it still to be found."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

from sympy import Add, Derivative, Mul, S

__all__ = ["Slope", "Writer"]


@dataclass(frozen=True, slots=True)
class Slope:
    """The result of one rule.

    Parameters
    ----------
    after : sympy.Basic
    rules : tuple of str
    word : str
    rewritten : sympy.Basic, optional
        The node in other words, whose derivative is to be found in its place.
    """

    after: Any
    rules: tuple[str, ...] = ()
    word: str = ""
    rewritten: Any = None


@dataclass(slots=True)
class Writer:
    """Writes derivatives of parts: the trivial ones at once, all others unevaluated.

    Parameters
    ----------
    wrt : Symbol
    avoided : set of str
        Rules that must not be used: that which is derived.

    Examples
    --------
    >>> from sympy.abc import a, b, x
    >>> from sympy import sin
    >>> write = Writer(x, set())
    >>> write.inner(a * x + b), write.part(3 * x**2), write.part(a * sin(x))
    (a, 6*x, a*Derivative(sin(x), x))
    >>> write.used
    ['rule.sum', 'rule.constant-multiple', 'derivative.integer-power']
    """

    wrt: Any
    avoided: Set[str]
    used: list[str] = field(default_factory=list)

    def has(self, expr: Any) -> bool:
        """Tell whether an expression depends on the variable."""
        return bool(expr.has(self.wrt))

    def inner(self, expr: Any) -> Any:
        """Return the derivative of the argument of a function: at once where it is linear."""
        if expr == self.wrt:
            return S.One
        terms = Add.make_args(expr)
        slopes = []
        for term in terms:
            factor, rest = self.split(term)
            if rest not in (1, self.wrt):
                return Derivative(expr, self.wrt)
            slopes.append(factor if rest == self.wrt else S.Zero)
        self._use("rule.sum", when=len(terms) > 1)
        self._use("rule.constant-multiple", when=any(slope not in (0, 1) for slope in slopes))
        return Add(*slopes)

    def part(self, expr: Any) -> Any:
        """Return the derivative of a term or a factor: at once where it is a multiple of a power."""
        factor, rest = self.split(expr)
        if rest == 1:
            return S.Zero
        self._use("rule.constant-multiple", when=factor != 1)
        if rest == self.wrt:
            return factor
        if rest.is_Pow and rest.base == self.wrt and rest.exp.is_Number:
            name = "derivative.integer-power" if rest.exp.is_Integer else "derivative.power"
            if name not in self.avoided:
                self._use(name)
                return factor * rest.exp * self.wrt ** (rest.exp - 1)
        return factor * Derivative(rest, self.wrt)

    def split(self, term: Any) -> tuple[Any, Any]:
        """Split a term into a factor that is constant and the rest."""
        factors = Mul.make_args(term)
        constant = Mul(*(f for f in factors if not self.has(f)))
        return constant, Mul(*(f for f in factors if self.has(f)))

    def _use(self, name: str, *, when: bool = True) -> None:
        if when and name not in self.used:
            self.used.append(name)

    def slope(self, after: Any, *rules: str, word: str = "") -> Slope:
        """Return a result with the rules that were used on the way."""
        more = (name for name in self.used if name not in rules)
        return Slope(after, (*rules, *more), word)
