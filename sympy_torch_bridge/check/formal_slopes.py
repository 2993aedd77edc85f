"""SymPy's derivatives as exact functions, entry by entry: some may hold what cannot be evaluated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..errors import UnsupportedFunctionError
from ..exact import Enclosure, ExactFunction
from .question import Component, Question

__all__ = ["FormalSlopes"]


class FormalSlopes:
    """SymPy's derivatives of a question, as far as they can be evaluated exactly.

    Parameters
    ----------
    question : Question
    derivatives : mapping of Component to sympy.Expr
    function : callable
        Makes an exact function of formulas.

    Examples
    --------
    >>> import sympy
    >>> from .question import question_of
    >>> n, x = sympy.symbols("n x")
    >>> question = question_of(sympy.besselj(n, x), [n, x])
    >>> by_order, by_x = (sympy.besselj(n, x).diff(symbol) for symbol in (n, x))
    >>> slopes = FormalSlopes(
    ...     question,
    ...     {Component(0, 0): by_order, Component(0, 1): by_x},
    ...     lambda exprs: ExactFunction(exprs, question.inputs),
    ... )
    >>> [component.wrt for component in slopes.components]
    [1]
    >>> print(*slopes.notes)  # doctest: +NORMALIZE_WHITESPACE
    SymPy's df/dn holds 'Derivative', which cannot be evaluated exactly:
    the limit of quotients judges alone
    """

    def __init__(
        self,
        question: Question,
        derivatives: Mapping[Component, Any],
        function: Callable[[list[Any]], ExactFunction],
    ) -> None:
        self._of = function
        missing: dict[str, list[str]] = {}
        components = list(derivatives)
        try:
            self._function: ExactFunction | None = self._of(list(derivatives.values()))
        except UnsupportedFunctionError:
            components = []
            for component, derivative in derivatives.items():
                try:
                    self._of([derivative])
                    components.append(component)
                except UnsupportedFunctionError as error:
                    missing.setdefault(error.function, []).append(question.label(component))
            self._function = self._of([derivatives[c] for c in components]) if components else None
        self.components = tuple(components)
        self.notes = tuple(_note(function, labels) for function, labels in missing.items())

    def at(self, point: Mapping[Any, Any]) -> dict[Component, Enclosure]:
        """Enclose the derivatives that can be evaluated."""
        if self._function is None:
            return {}
        return dict(zip(self.components, self._function(point), strict=True))


def _note(function: str, labels: list[str]) -> str:
    holds = "holds" if len(labels) == 1 else "hold"
    return (
        f"SymPy's {', '.join(labels)} {holds} '{function}', which cannot be evaluated exactly: "
        "the limit of quotients judges alone"
    )
