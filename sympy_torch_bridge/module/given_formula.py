"""What a module was made of: the formula as it was given, and the same with symbols for its constants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import sympy
from torch import Tensor

from ..errors import InputShapeError, InputTypeError, UnexpectedInputError, UnknownSymbolError
from ..expression_record import readable, rebuilt
from ..program.expressions.variable import in_given_order
from .constants import Constant, chosen_constants
from .formula_leaves import mapped, occurrences, symbols_of, with_leaves
from .order import in_order, is_in_order
from .stored_formula import Node, stored

__all__ = ["GivenFormula", "taken"]

_LONGEST_TEXT = 2000


class GivenFormula:
    """A formula and the choice of its constants; nothing in it changes.

    Attributes
    ----------
    given : expression or container
        As it was given.
    compiled : expression or container
        With symbols in the place of the constants.
    inputs : tuple
        The symbols that are neither.
    constants : tuple of Constant
        Trained symbols in the order given, then the numbers in an order that no value decides.
    """

    def __init__(self, given: Any, inputs: Sequence[Any] | None, parameters: Any) -> None:
        self.given = mapped(given, lambda one, matrix: one)
        self._floats, named, ordered = chosen_constants(given, parameters)
        self._named = {constant.symbol: constant for constant in named}
        self.constants: tuple[Constant, ...] = (*named, *ordered)
        self.compiled = with_leaves(given, [c and c.symbol for c in self._floats])
        free = [symbol for symbol in symbols_of(self.compiled) if symbol not in self._own_symbols()]
        if inputs is not None:
            _require_apart(list(inputs), free, self._named)
        self.inputs: tuple[Any, ...] = tuple(free if inputs is None else inputs)

    def _own_symbols(self) -> set[Any]:
        return {constant.symbol for constant in self.constants}

    def with_values(self, values: Mapping[Constant, Tensor]) -> Any:
        """Return the formula with the values of the constants; what did not change stays as given."""
        replacements = [c and _number(c, values[c]) for c in self._floats]
        numbers = {symbol: _number(c, values[c]) for symbol, c in self._named.items()}
        if sympy.nan in replacements:  # SymPy cannot print a product with nan that it has not evaluated
            stand_in = sympy.Dummy("nan")
            numbers[stand_in] = sympy.nan
            replacements = [stand_in if number is sympy.nan else number for number in replacements]
        expr = with_leaves(self.given, replacements)
        if self._is_ordered:
            expr = in_order(expr)
        return mapped(expr, lambda one, matrix: _substituted(one, numbers)) if numbers else expr

    @cached_property
    def nodes(self) -> list[Node]:
        """The formula as given, the inputs and the symbols that are trained, as plain nodes."""
        names = iter(self._names())
        parts = [self.given, list(self.inputs), list(self._named)]
        return stored(parts, lambda parent, leaf: next(names, None))

    @cached_property
    def text(self) -> str:
        """The formula with the names of its constants, for people to read."""
        return readable(self.with_names(), longest=_LONGEST_TEXT)

    @cached_property
    def _is_ordered(self) -> bool:
        """Whether SymPy ordered the terms: then it is to be so with other numbers, too."""
        return is_in_order(self.given)

    def _names(self) -> list[str | None]:
        """Return the name of the constant at each leaf, in the order of the leaves; None of others."""
        floats = iter(self._floats)
        result: list[str | None] = []
        for _, leaf, _ in occurrences(self.given):
            constant = next(floats) if isinstance(leaf, sympy.Float) else None
            result.append(constant.name if constant is not None else None)
        return result

    def with_names(self) -> Any:
        """Return the formula with the names of its constants as symbols, for people to read."""
        names = [c and sympy.Symbol(c.name) for c in self._floats]
        return with_leaves(self.given, names)


def taken(expr: Any, inputs: Any, expressions: Any, parameters: Any) -> tuple[Any, Any]:
    """Check the forms of formula and inputs; the arguments of a Lambda are the first inputs."""
    for name, value in (("inputs", inputs), ("expressions", expressions)):
        if isinstance(value, str) or (value is not None and not hasattr(type(value), "__iter__")):
            kind = type(value).__name__
            raise InputTypeError(name, f"a {kind}", expected="a list", hint=f"write {name}=[{value}]")
    inputs = inputs if inputs is None else in_given_order(inputs)
    if expressions is not None:
        return list(expressions), inputs
    if isinstance(expr, sympy.Lambda):
        trained = set(parameters) if isinstance(parameters, Mapping) else set()
        free = [symbol for symbol in symbols_of(expr) if symbol not in trained]
        return expr.expr, [*expr.bound_symbols, *free] if inputs is None else inputs
    return expr, inputs


def _require_apart(inputs: list[Any], free: list[Any], named: Mapping[Any, Constant]) -> None:
    """Every symbol of the formula is an input or a parameter, and none is both."""
    both = [str(symbol) for symbol in inputs if symbol in named]
    if both:
        raise UnexpectedInputError(both, [str(s) for s in free], why="it is a parameter")
    missing = [symbol for symbol in free if symbol not in inputs]
    if missing:
        raise UnknownSymbolError(
            str(missing[0]),
            [str(symbol) for symbol in [*inputs, *named]],
            where="the inputs and parameters",
            hint=f"add it to inputs=, or give it a value to begin with: parameters={{{missing[0]}: 1.0}}",
        )


def _number(constant: Constant, value: Tensor) -> Any:
    """Return a value as SymPy's number or matrix, exactly."""
    whole = getattr(value, "full_tensor", None)  # of a tensor that is spread over processes
    value = (whole() if whole else value).detach()
    if value.is_meta:
        hint = "module.to_empty(device='cpu') gives it memory, load_state_dict its values"
        raise InputTypeError(constant.name, "a meta tensor", expected="a parameter with a value", hint=hint)
    if value.shape != constant.value.shape:
        why = f"the parameter '{constant.name}' of the formula has the shape {tuple(constant.value.shape)}"
        raise InputShapeError(
            [(constant.name, tuple(value.shape))], why=why, hint="one formula has one value"
        )
    if value.dim():
        return sympy.ImmutableDenseMatrix(*value.shape, [_float(v) for v in value.reshape(-1).tolist()])
    if constant.given is not None and bool(value == constant.value.to(value)):
        return constant.given
    return _float(value.item())


def _float(number: complex) -> Any:
    """Return a number exactly; without an imaginary part that is 0."""
    if isinstance(number, complex):
        return sympy.Float(number.real) + (sympy.Float(number.imag) * sympy.I if number.imag else 0)
    return sympy.Float(number)


def _substituted(expr: Any, numbers: Mapping[Any, Any]) -> Any:
    """Put numbers for symbols; SymPy's own way evaluates, but descends only so far."""
    try:
        return expr.xreplace(numbers)
    except RecursionError:
        return rebuilt(expr, lambda leaf: numbers.get(leaf, leaf))
