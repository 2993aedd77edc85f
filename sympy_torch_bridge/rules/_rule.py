"""One derivative rule as a record: what holds, where it holds, and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast

from sympy import MatrixExpr, MatrixSymbol, S, Symbol, Tuple
from sympy.core.function import AppliedUndef

from ..domain import REAL, Interval
from ..errors import OptionError
from .condition import conditions_of
from .printed_condition import printed_condition
from .rule_data import rule_data
from .statement import statement_latex, statement_text, text_of
from .validation import checked_pairs, checked_side, checked_tags, checked_title, checked_wrt

__all__ = ["OPERATORS", "Instance", "Layout", "Operator", "Rule", "RuleDomain", "Structure"]

Instance = Mapping[Any, Any]
Layout = Literal["numerator", "denominator"]
Operator = Literal["derivative", "divergence", "curl", "laplacian", "jacobian"]
Structure = tuple[tuple[Any, Literal["symmetric"]], ...]
RuleDomain = Interval | Mapping[Any, Interval] | Iterable[tuple[Any, Interval]]

_ID = re.compile(r"[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)+")
OPERATORS: tuple[Operator, ...] = ("derivative", "divergence", "curl", "laplacian", "jacobian")
_WORD = re.compile(r"[A-Za-z_]\w*")
# What is said of f(x) is not said of x.
_CALL = re.compile(r"\b[A-Za-z]'*\((?:[^()]|\([^()]*\))*\)")
_ORDERS = (1, 2, 3, 4)
_LAYOUTS = (None, "numerator", "denominator")


@dataclass(frozen=True)
class Rule:
    """One formula ``d lhs / d wrt = rhs``, or one about a higher derivative.

    Parameters
    ----------
    id : str
        Permanent name of dotted lower-case words, as ``derivative.tanh``.
    title : str
        Name for people.
    lhs, rhs : sympy.Basic
        Both sides. ``rhs`` may hold unevaluated ``Derivative``, ``Subs`` and ``Limit`` nodes.
    wrt : Symbol, MatrixSymbol or tuple of Symbol
        What is differentiated by. For a tuple, ``rhs`` is the column of partial derivatives, and the
        matrix of them where the order is 2.
    domain : Interval, mapping or pairs of Symbol and Interval
        Where the rule holds; a bare interval is that of ``wrt``. Symbols left out are real. Of a symbol
        that ``assumptions`` speak of it is no condition, only where points are drawn from.
        Kept as a tuple of pairs; ``intervals`` is the complete mapping.
    assumptions : str
        The condition in words, with commas between its parts: ``"|x| > 1, 0 < a < b, n an integer"``.
        Parts about numbers are read, see ``relations``, and a check reaches every branch of them.
    shapes : pairs of name and shape
        Taken from the matrix symbols and ``rhs`` where left out.
    layout : {"numerator", "denominator"}, optional
        Of a matrix derivative, whether dimensions of ``lhs`` or of ``wrt`` come first. Every rule
        on matrices states it.
    source : str
        Citation; empty where none was verified.
    tags : tuple of str
        Groups the rule belongs to.
    structure : pairs of MatrixSymbol and "symmetric"
        Matrices, other than ``wrt``, that are equal to their transpose.
    instances : tuple of mappings
        What the unknown functions (or symbolic sizes and integers) stand for in a check:
        ``{f: Lambda(t, sin(t))}``, ``{n: 3}``.
    order : int
        How often it is differentiated; more than once by a Symbol, or twice by a tuple.
    given : sympy.Expr, optional
        What is 0 for all values of the variables, as ``f(x, y(x))`` where y is defined by that equation.
    operator : {"derivative", "divergence", "curl", "laplacian", "jacobian"}
        What is done to ``lhs``, in the cartesian coordinates ``wrt``. Fields are columns of their components.
    torch_call : str
        How torch itself computes ``lhs``, of tensors named like the symbols; empty where it does not.
    drawn : Interval, mapping or pairs of Symbol and Interval
        Where points are drawn from where that is not all of ``domain``. It is no condition, and not printed.

    Raises
    ------
    OptionError
        The id is not of the accepted form, the layout is unknown or missing, or there is
        no such structure.
    InputTypeError
        The title, a side, ``wrt``, the domain or the tags are of another kind: text is never evaluated.
    UnknownSymbolError
        The domain bounds a symbol that the rule does not speak of.

    Examples
    --------
    >>> from sympy import Symbol, sin, cos
    >>> x = Symbol("x", real=True)
    >>> rule = Rule("derivative.my-sine", "sine", sin(x), cos(x), x)
    >>> print(rule.statement_text, "|", rule.conditions, "|", rule.kind)
    d/dx sin(x) = cos(x) | x real | function
    """

    id: str
    title: str
    lhs: Any
    rhs: Any
    wrt: Any
    domain: RuleDomain = ()
    assumptions: str = ""
    shapes: tuple[tuple[str, tuple[Any, Any]], ...] = ()
    layout: Layout | None = None
    source: str = ""
    tags: tuple[str, ...] = ()
    structure: Structure = ()
    instances: tuple[Instance, ...] = field(default=(), hash=False)
    order: int = 1
    given: Any = None
    operator: Operator = "derivative"
    torch_call: str = ""
    drawn: RuleDomain = ()

    def __post_init__(self) -> None:
        if not isinstance(self.id, str) or not _ID.fullmatch(self.id):
            raise OptionError("id", self.id, accepted=("dotted lower-case words, as derivative.tanh",))
        checked_title(self.title)
        self._set(lhs=checked_side(self.lhs, "lhs"), rhs=checked_side(self.rhs, "rhs"))
        self._set(wrt=checked_wrt(self.wrt), tags=checked_tags(self.tags))
        needs_layout = self.kind == "matrix" and self.layout is None
        if self.layout not in _LAYOUTS or needs_layout:
            why = "a rule on matrices states its layout" if needs_layout else ""
            raise OptionError("layout", self.layout, accepted=_LAYOUTS[1:], hint=why)
        if self.order not in ((1, 2) if isinstance(self.wrt, tuple) else _ORDERS):
            raise OptionError("order", self.order, accepted=_ORDERS, hint="1 or 2 by several variables")
        if self.operator != "derivative" and (
            self.operator not in OPERATORS or not isinstance(self.wrt, tuple)
        ):
            why = "an operator on fields has a tuple of coordinates"
            raise OptionError("operator", self.operator, accepted=OPERATORS, hint=why)
        for _, name in self.structure:
            if name != "symmetric":
                raise OptionError("structure", name, accepted=("symmetric",))
        self._set(domain=checked_pairs(self.domain, self.wrt, "domain", self._symbols))
        self._set(drawn=checked_pairs(self.drawn, self.wrt, "drawn", self._symbols))
        if self.kind == "matrix" and not self.shapes:
            self._set(shapes=_shapes(self.lhs, self.rhs, self.wrt))

    def _set(self, **fields: Any) -> None:
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def _symbols(self) -> set[Any]:
        """Return every symbol that the rule speaks of, in its instances too."""
        wrt = self.wrt if isinstance(self.wrt, tuple) else (self.wrt,)
        given = () if self.given is None else (self.given,)
        values = (value for instance in self.instances for value in instance.values())
        parts = (self.lhs, self.rhs, *wrt, *given, *values)
        return set().union(*(getattr(part, "free_symbols", ()) for part in parts))

    @property
    def kind(self) -> Literal["function", "operator", "matrix"]:
        """``matrix`` with matrix symbols, ``operator`` with unknown functions, else ``function``."""
        if isinstance(self.wrt, MatrixExpr) or self.lhs.has(MatrixSymbol):
            return "matrix"
        return "operator" if self.lhs.has(AppliedUndef) else "function"

    @property
    def bounds(self) -> dict[Any, Interval]:
        """The interval that each bounded symbol is of where the rule holds."""
        return dict(_pairs(self.domain))

    @property
    def intervals(self) -> dict[Any, Interval]:
        """Where every scalar symbol that no instance replaces is drawn from, in order of names."""
        given = {**self.bounds, **dict(_pairs(self.drawn))}
        sides = Tuple(self.lhs, self.rhs, *(self.wrt if isinstance(self.wrt, tuple) else (self.wrt,)))
        replaced = {key for instance in self.instances for key in instance}
        free = (s for s in sides.free_symbols if isinstance(s, Symbol) and s not in replaced)
        return {s: given.get(s, REAL) for s in sorted(free, key=lambda s: s.sort_key())}

    @property
    def is_partial(self) -> bool:
        """Whether the derivative is written with a round d."""
        several = any(len(call.free_symbols) > 1 for call in self.lhs.atoms(AppliedUndef))
        return self.kind == "matrix" or several or "partial" in self.tags

    @property
    def conditions(self) -> str:
        """Where the rule holds: what is stated, and what the formula itself asks for.

        Of matrices that is what has to be invertible, so that no record can forget it.
        """
        return printed_condition(self)

    @property
    def relations(self) -> tuple[Any, ...]:
        """The stated condition as relations between the scalar symbols, as far as it is about numbers."""
        return conditions_of(self.assumptions, self.intervals).relations

    @property
    def stated_symbols(self) -> frozenset[Any]:
        """The scalar symbols that ``assumptions`` speak of: intervals say only where these are drawn."""
        words = set(_WORD.findall(_CALL.sub("", self.assumptions)))
        return frozenset(symbol for symbol in self.intervals if symbol.name in words)

    @property
    def statement_text(self) -> str:
        """The formula as one line of text."""
        return statement_text(self.lhs, self.rhs, self.wrt, **self._manner)

    @property
    def statement_latex(self) -> str:
        """The formula as LaTeX, without dollar signs."""
        return statement_latex(self.lhs, self.rhs, self.wrt, **self._manner)

    @property
    def _manner(self) -> dict[str, Any]:
        return {
            "is_partial": self.is_partial,
            "order": self.order,
            "operator": self.operator,
            "of_fields": "field" in self.tags,
        }

    @property
    def shapes_text(self) -> str:
        """The shapes as one line of text, empty for rules without matrices."""
        return ", ".join(f"{name}: {text_of(rows)} x {text_of(cols)}" for name, (rows, cols) in self.shapes)

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain strings, lists and ``None``, ready for JSON."""
        return rule_data(self)

    def __str__(self) -> str:
        return f"{self.id}: {self.statement_text}"


def _pairs(domain: RuleDomain) -> tuple[tuple[Any, Interval], ...]:
    # After __post_init__ every domain is a tuple of pairs.
    return cast("tuple[tuple[Any, Interval], ...]", domain)


def _shapes(lhs: Any, rhs: Any, wrt: Any) -> tuple[tuple[str, tuple[Any, Any]], ...]:
    symbols = {s for side in (lhs, rhs, wrt) for s in side.free_symbols if isinstance(s, MatrixExpr)}
    named = [(str(s), s.shape) for s in sorted(symbols, key=str)]
    return (*named, ("derivative", getattr(rhs, "shape", (S.One, S.One))))
