"""The question a check asks: which expressions, differentiated by which symbols, of which inputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product
from typing import Any

import sympy
from sympy.tensor.array.arrayop import Flatten

from .. import symbolic
from ..errors import OptionError
from ..matrix import slopes
from ..program.expressions.free_symbols import free_symbols
from .constants import rationalised
from .scalar import scalar
from .size import written_size
from .wrt import symbols_to_differentiate_by

__all__ = [
    "Component",
    "Question",
    "labels_of",
    "partials",
    "question_of",
]

ORDERS = (1, 2, 3, 4)
# Nobody reads the derivatives of longer expressions: they are made in one sweep, and share their parts.
_LONG = 250
_SHAPED = (sympy.MatrixBase, sympy.NDimArray)


@dataclass(frozen=True, slots=True)
class Component:
    """One entry of the result: an output, differentiated by one symbol, or a value if by none."""

    output: int
    wrt: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """Expressions and the symbols they are differentiated by.

    Parameters
    ----------
    exprs : tuple of sympy.Expr
        The outputs; one for a scalar function. For derivatives of higher order all partial derivatives
        of the order below: the Hessian is the Jacobian of the gradient.
    wrt : tuple of Symbol
    inputs : tuple of Symbol
        Everything a point has to give a value for.
    is_vector : bool
        Whether a list of expressions was given, so that the derivative is a Jacobian.
    order : int
    functions : tuple of sympy.Expr
        What was given; for derivatives of first order the outputs themselves.
    output_shape : tuple of int
        Shape in which the outputs were given: that of a Matrix or an array.
    written : str
        The function as it was written, where it is not these expressions; empty otherwise.
    """

    exprs: tuple[Any, ...]
    wrt: tuple[Any, ...]
    inputs: tuple[Any, ...]
    is_vector: bool
    order: int = 1
    functions: tuple[Any, ...] = ()
    output_shape: tuple[int, ...] = ()
    written: str = ""

    def __post_init__(self) -> None:
        if not self.functions:
            object.__setattr__(self, "functions", self.exprs)
        if self.is_vector and not self.output_shape:
            object.__setattr__(self, "output_shape", (len(self.functions),))

    @property
    def claim_shape(self) -> tuple[int, ...]:
        """Shape of the derivative as people write it: outputs if there is a list, then symbols."""
        outputs = (len(self.functions),) if self.is_vector else ()
        return outputs + (len(self.wrt),) * self.order

    @property
    def shape(self) -> tuple[int, int]:
        """Number of outputs and of symbols: the shape of the Jacobian in numerator layout."""
        return len(self.exprs), len(self.wrt)

    def components(self) -> Iterator[Component]:
        """Yield the entries of the Jacobian row by row."""
        for output in range(len(self.exprs)):
            for place in range(len(self.wrt)):
                yield Component(output, place)

    def label(self, component: Component) -> str:
        """Name an entry for people: ``df/dx``, ``df[1]/dy``, ``d2f/dx dy``, or ``f`` for a value."""
        if component.wrt is None:
            return self._name(component.output)
        number, places = self.path(component)
        function = self._name(number)
        names = labels_of(self.wrt)
        runs = [(names[place], len(list(group))) for place, group in groupby(places)]
        below = " ".join(f"d{name}{f'**{count}' if count > 1 else ''}" for name, count in runs)
        return f"d{self.order if self.order > 1 else ''}{function}/{below}"

    def _name(self, number: int) -> str:
        """Name a function by its place in the list, or in the matrix that was written as a whole."""
        if not self.is_vector:
            return "f"
        if not self.written or len(self.output_shape) == 1:
            return f"f[{number}]"
        return "f[{},{}]".format(*divmod(number, self.output_shape[1]))

    def path(self, component: Component) -> tuple[int, tuple[int, ...]]:
        """Return the number of the function and the places of the symbols it is differentiated by.

        Examples
        --------
        >>> x, y = sympy.symbols("x y")
        >>> question_of(x * y**2, [x, y], order=2).path(Component(1, 0))
        (0, (1, 0))
        """
        assert component.wrt is not None
        places = [component.wrt]
        number = component.output
        for _ in range(self.order - 1):
            number, place = divmod(number, len(self.wrt))
            places.insert(0, place)
        return number, tuple(places)

    def symbols(self, component: Component) -> tuple[Any, ...]:
        """Return the symbols an entry is differentiated by, in order."""
        return tuple(self.wrt[place] for place in self.path(component)[1])


def labels_of(symbols: Sequence[Any]) -> tuple[str, ...]:
    """Return names that tell the symbols apart even where two have one name.

    Examples
    --------
    >>> labels_of([sympy.Symbol("x"), sympy.Symbol("x", positive=True)])
    ('x', 'x#2')
    """
    seen: dict[str, int] = {}
    labels = []
    for symbol in symbols:
        name = str(symbol)
        seen[name] = seen.get(name, 0) + 1
        labels.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return tuple(labels)


def question_of(expr: Any, wrt: Any, others: Iterable[Any] = (), order: int = 1) -> Question:
    """Read the expression and ``wrt`` of a check.

    Parameters
    ----------
    expr : sympy.Expr, or list, tuple, Matrix or array of them
    wrt : Symbol, sequence of Symbol, or None
        None means all free symbols that are not integers.
    others : iterable of Symbol
        Further symbols that points give values for.
    order : int
        Of the derivative, from 1 to 4.

    Raises
    ------
    OptionError
        The order is another one.
    InputTypeError
        An expression is no SymPy expression, or ``wrt`` holds something other than symbols.
    UnknownSymbolError
        There is nothing to differentiate by.
    """
    if isinstance(order, bool) or not isinstance(order, int) or order not in ORDERS:
        raise OptionError("order", order, accepted=ORDERS)
    exprs, is_vector = _expressions(expr)
    free = _symbols_in(exprs)
    chosen = symbols_to_differentiate_by(wrt, free)
    extra = [symbol for symbol in (*chosen, *others) if symbol not in free]
    inputs = sorted({*free, *extra}, key=sympy.default_sort_key)
    outputs = exprs if order == 1 else partials(exprs, chosen, order - 1)
    shape = tuple(int(size) for size in expr.shape) if isinstance(expr, _SHAPED) else ()
    return Question(outputs, chosen, tuple(inputs), is_vector, order, exprs, shape)


def partials(exprs: Sequence[Any], wrt: Sequence[Any], order: int) -> tuple[Any, ...]:
    """Return all partial derivatives of an order, the last symbol running fastest; equal ones are shared.

    Examples
    --------
    >>> x, y = sympy.symbols("x y")
    >>> partials([x * y**2], [x, y], 2)
    (0, 2*y, 2*y, 2*x)
    """
    known: dict[tuple[int, tuple[int, ...]], Any] = {(i, ()): rationalised(e) for i, e in enumerate(exprs)}

    def partial(number: int, places: tuple[int, ...]) -> Any:
        if (number, places) not in known:
            *before, last = places
            lower = partial(number, tuple(before))
            if len(wrt) > 1 and written_size(lower) > _LONG:
                known.update({(number, (*before, i)): slope for i, slope in enumerate(slopes(lower, wrt))})
            else:
                known[number, places] = symbolic.derivative(lower, wrt[last])
        return known[number, places]

    paths = product(range(len(exprs)), product(range(len(wrt)), repeat=order))
    return tuple(partial(number, tuple(sorted(places))) for number, places in paths)


def _expressions(expr: Any) -> tuple[tuple[Any, ...], bool]:
    if isinstance(expr, _SHAPED):
        items: Sequence[Any] = (
            tuple(expr.flat()) if isinstance(expr, sympy.MatrixBase) else tuple(Flatten(expr))
        )
    elif isinstance(expr, list | tuple | sympy.Tuple):
        items = tuple(expr)
    else:
        return (scalar(expr, "expr"),), False
    return tuple(scalar(item, f"expr[{i}]") for i, item in enumerate(items)), True


def _symbols_in(exprs: Sequence[Any]) -> list[Any]:
    found = {symbol for expr in exprs for symbol in free_symbols(expr)}
    return sorted(found, key=sympy.default_sort_key)
