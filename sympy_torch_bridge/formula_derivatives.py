"""The exact derivatives of a compiled formula, each compiled in its turn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any, Self

import sympy

from . import symbolic
from .errors import InputTypeError, OptionError, UnknownSymbolError
from .matrix import keeping
from .program import vocabulary_of
from .program.expressions.variable import in_given_order

__all__ = ["FormulaDerivatives"]


class FormulaDerivatives(ABC):
    """The methods of a compiled formula that give its exact derivatives as compiled formulas.

    Attributes
    ----------
    expr : SymPy expression or container
    inputs : tuple of Symbol or MatrixSymbol
    options : dict
    """

    expr: Any
    inputs: tuple[Any, ...]
    options: dict[str, Any]

    @abstractmethod
    def _derived(self, expr: Any) -> Self:
        """Compile another expression of the same inputs with the same options."""

    def derivative(self, *wrt: Any) -> Self:
        """Compile the exact derivative; ``f.derivative(x, y)``, ``f.derivative((x, 2))``.

        With no argument, the derivative with respect to the only input.
        """
        variables = wrt or (self._only_input(),)
        for variable in variables:
            self._scalars(variable[0] if isinstance(variable, list | tuple | sympy.Tuple) else variable)
        with self._own_rules():
            result = symbolic.derivative(self.expr, *variables)
        return self._derived(result)

    def gradient(self, wrt: Any = None) -> Self:
        """Compile the exact gradient of a scalar.

        Shape (..., n), the last axis over ``wrt`` (default: all inputs); for one MatrixSymbol the
        shape of the matrix, for several inputs with matrices among them a tuple of gradients.
        """
        symbols = self._scalars(wrt)
        with self._own_rules():
            gradients = symbolic.gradient(self.expr, symbols)
        if not any(isinstance(symbol, sympy.MatrixSymbol) for symbol in symbols):
            return self._derived(sympy.Array(gradients))
        return self._derived(gradients[0] if len(gradients) == 1 else tuple(gradients))

    def jacobian(self, wrt: Any = None) -> Self:
        """Compile the exact Jacobian: shape (..., m, n), rows over outputs, columns over ``wrt``.

        By a single matrix input the columns are those of its entries: of a vector in order, of a matrix
        stacked, as are the entries of a matrix that is the result.
        """
        symbols = self._variables("jacobian", wrt)
        with self._own_rules():
            result = symbolic.jacobian(self.expr, symbols)
        return self._derived(result)

    def hessian(self, wrt: Any = None) -> Self:
        """Compile the exact Hessian of a scalar: shape (..., n, n), over the stacked columns of a matrix."""
        symbols = self._variables("hessian", wrt)
        with self._own_rules():
            result = symbolic.hessian(self.expr, symbols)
        return self._derived(result)

    def _variables(self, name: str, wrt: Any) -> Any:
        """Return a single matrix input, or the scalar ones that were asked for."""
        symbols = self._scalars(wrt)
        matrix = next((s for s in symbols if isinstance(s, sympy.MatrixSymbol)), None)
        if matrix is None:
            return symbols
        if len(symbols) == 1:
            return matrix
        raise InputTypeError(
            str(matrix),
            "one matrix among several inputs",
            expected=f"scalar inputs, or one matrix: {name} stacks one column per variable",
            hint=f"take one at a time: f.{name}({matrix})",
        )

    def _own_rules(self) -> AbstractContextManager[None]:
        """Leave the derivatives to torch where SymPy's are not those of what computes the functions."""
        options = {name: self.options[name] for name in ("ops", "functions", "complex")}
        return keeping(vocabulary_of(self.expr, **options).keeps)

    def _only_input(self) -> Any:
        if len(self.inputs) != 1:
            names = ", ".join(map(str, self.inputs))
            raise OptionError(
                "wrt", None, accepted=self.inputs, hint=f"the function has the inputs {names}; name one"
            )
        return self.inputs[0]

    def _scalars(self, wrt: Any) -> list[Any]:
        is_one = isinstance(wrt, sympy.Basic)
        chosen = list(self.inputs) if wrt is None else [wrt] if is_one else in_given_order(wrt)
        for symbol in chosen:
            if symbol not in self.inputs:
                raise UnknownSymbolError(
                    str(symbol), [str(s) for s in self.inputs], where="the inputs of the function"
                )
        return chosen
