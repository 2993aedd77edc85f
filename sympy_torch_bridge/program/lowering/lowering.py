"""Lowering: a SymPy expression becomes a Program.

Each SymPy class has a *form*, a generator that yields the subexpressions it needs lowered and
receives their node indices. A trampoline drives the generators from an explicit stack, so that
no recursion limits the depth of an expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import sympy

from ...errors import UnsupportedFunctionError, nearest_names
from ...ops import matrix_kernels, principal
from .. import assemble
from ..builder import ProgramBuilder
from ..expressions.sizes import size_sources
from ..expressions.traits import Traits
from ..expressions.variable import VARIABLES, shape_of
from ..gradients.jet import Jet
from ..hints import hint_for
from ..numbers import literal
from ..operation import INPUT, Operation, call
from .record_form import record_form
from .scope import Form, FormFunction, Scope
from .sharing import Region, Sharing, mask_of, masked
from .supplied import supplied_form
from .symbols import symbol_form
from .vocabulary import Vocabulary

__all__ = ["Lowering"]

_AS_COMPLEX = call(principal.as_complex)
_MASK_MATRIX = call(matrix_kernels.mask_matrix)
_MATRIX = 2
_PICK = Operation("assemble.pick", assemble.pick, takes_numbers=True)


class Lowering:
    """The state of one translation."""

    def __init__(self, inputs: Sequence[Any], vocabulary: Vocabulary) -> None:
        self.builder = ProgramBuilder()
        self.vocabulary = vocabulary
        self.traits = Traits(
            frozenset({*vocabulary.functions, *vocabulary.overridden}),
            frozenset(head for head, op in vocabulary.ops.items() if op.complex_valued),
        )
        self.inputs = {
            symbol: self.builder.add(
                INPUT, value=position, shape=vocabulary.indices.shapes.get(symbol) or shape_of(symbol)
            )
            for position, symbol in enumerate(inputs)
        }
        self._entries = {type(entry) for entry in inputs} - set(VARIABLES)  # entries that a body captures
        self.sizes = size_sources(inputs)
        self._index_scopes = {0: Scope(is_index=True)}
        self._branches: dict[tuple[int, int], Scope] = {}
        self.partial: set[int] = set()  # nodes of bound symbols that may have no value
        # The nodes by the identities of expression and scope: a form may look itself before it asks.
        self.memo: dict[tuple[int, int], int] = {}
        self._top = Scope()
        self.free = Scope()  # of conditions, which have no gradient and need no masks
        # Not by a method of this object: in a cycle what a translation leaves behind waits for the collector.
        self.sharing = Sharing(self.traits, vocabulary.is_called)
        self.sharing.bind(self.sharing.everywhere, self._top)
        self._scopes: list[Scope] = []
        self._routes: dict[type[Any], tuple[bool, FormFunction]] = {}
        self.record_operations: dict[type[Any], Operation] = {}
        self.user_operations: dict[Any, Operation] = {}
        self.jets: dict[tuple[Any, tuple[int, ...]], tuple[Jet, Operation]] = {}
        self.numeric: set[Any] = set()  # series and integrals whose closed form has been asked for
        self.taken = -1  # in a body: whether the branch around it is taken
        self.uses: Mapping[Any, int] = {}  # in how many nodes of the whole expression a derivative occurs
        self.slow: set[str] = set()  # functions that mpmath computes number by number

    def run(self, expr: Any, *, replaced: Mapping[Any, Any] | None = None) -> int:
        """Lower one expression, in which symbols may be replaced by others, and return its node."""
        self.traits.extend(expr)
        self.sharing.extend(expr)
        scope = self._top
        if replaced:
            bound = {symbol: self.run(value) for symbol, value in replaced.items()}
            scope = self.keep(Scope(scope, bound=bound))
        memo, form_of = self.memo, self._form
        stack: list[tuple[tuple[int, int], Any, Form]] = []
        key, wanted, form = (id(expr), id(scope)), expr, form_of(expr, scope)
        send: Callable[[Any], tuple[Any, Scope]] = form.send
        # The innermost form is kept beside the stack; sending None begins a form.
        result: int | None = None
        while True:
            try:
                part, inner = send(result)
            except StopIteration as stop:
                made: int = stop.value
                result = memo[key] = made
                if not stack:
                    return made
                key, wanted, form = stack.pop()
                send = form.send
                continue
            except UnsupportedFunctionError as error:
                raise _located(error, [*(frame[1] for frame in stack), wanted]) from None
            part_key = id(part), id(inner)
            result = memo.get(part_key)
            if result is None:
                stack.append((key, wanted, form))
                key, wanted, form = part_key, part, form_of(part, inner)
                send = form.send

    def _form(self, expr: Any, scope: Scope) -> Form:
        head = type(expr)
        if self.traits.has_branches:
            if head is Region:
                return mask_of(self, expr)
            region = self.sharing.home(expr, scope)
            if region is not None:
                return masked(self, expr, scope, region)
        can_fold, form = self._routes.get(head) or self._route(head)
        if self._entries and head in self._entries and expr in self.inputs and form is not supplied_form:
            return symbol_form(self, expr, scope)
        if can_fold and self.traits.is_foldable(expr) and (number := self.literal(expr)) is not None:
            return _finished(self.builder.number(number))
        return form(self, expr, scope)

    def _route(self, head: type[Any]) -> tuple[bool, FormFunction]:
        """Return whether nodes of a class can become a literal, and the form of those that do not."""
        can_fold, form = False, self.vocabulary.forms.get(head)
        if self.vocabulary.is_supplied(head):
            form = supplied_form
        elif issubclass(head, VARIABLES):
            form = symbol_form
        else:
            can_fold = not issubclass(head, sympy.MatrixBase | sympy.MatrixExpr)
            op = self.vocabulary.ops.get(head)
            form = form or (partial(record_form, op) if op is not None else _refused)
        self._routes[head] = can_fold, form
        return can_fold, form

    def literal(self, expr: Any) -> bool | int | float | complex | None:
        """Return the number of a constant; one such as ``asin(2)`` is nan in a real program."""
        number = literal(expr)
        if isinstance(number, complex) and not (self.vocabulary.complex or self.traits.has_imaginary_unit):
            return math.nan
        return number

    def index_scope(self, scope: Scope) -> Scope:
        """Return the scope for the indices of an entry: no branch masks them, for they have no gradient."""
        while scope.parent is not None and not (scope.bound or scope.is_index):
            scope = scope.parent
        if scope.is_index:
            return scope
        if scope.parent is None:
            return self._index_scopes[0]
        if id(scope) not in self._index_scopes:
            outer = self.index_scope(scope.parent)
            inner = Scope(outer, bound=scope.bound, entrywise=scope.entrywise, is_index=True)
            self._index_scopes[id(scope)] = self.keep(inner)
        return self._index_scopes[id(scope)]

    def branch(self, scope: Scope, mask: int) -> Scope:
        """Return the scope of a branch inside another scope, always the same one."""
        key = id(scope), mask
        if key not in self._branches:
            self._branches[key] = self.keep(Scope(scope, mask, entrywise=scope.entrywise))
        return self._branches[key]

    def masking(self, mask: int) -> Scope:
        """Return the scope of a mask of inputs."""
        return self.keep(Scope(self._top, mask))

    def keep(self, scope: Scope) -> Scope:
        """Hold a scope for the whole translation: results are remembered by its identity."""
        self._scopes.append(scope)
        return scope

    def called(self, expr: Any, scope: Scope) -> Form:
        """Lower a function call by the record of its class."""
        return record_form(self.vocabulary.ops[type(expr)], self, expr, scope)

    def is_replaced(self, head: type[Any]) -> bool:
        """Tell whether the user supplies a class, so that no other form may stand for it."""
        names = self.vocabulary.functions
        return head in names or head.__name__ in names or head in self.vocabulary.overridden

    def masks(self, scope: Scope) -> list[int]:
        """List the masks of the branches around a scope, outermost first."""
        found = []
        around: Scope | None = scope
        while around is not None:
            found.append(around.mask)
            around = around.parent
        return [mask for mask in (self.taken, *reversed(found)) if mask >= 0]

    def user_operation(
        self,
        head: Any,
        function: Callable[[], Callable[..., Any]],
        *,
        name: str = "",
        real_only: bool = False,
        complex_valued: bool = False,
    ) -> Operation:
        """Return the operation of a callable of the user's, one per class: two classes may share a name."""
        if head not in self.user_operations:
            self.user_operations[head] = Operation(
                name or head.__name__,
                function(),
                supplied=True,
                real_only=real_only,
                complex_valued=complex_valued,
            )
        return self.user_operations[head]


def _refused(lowering: Lowering, expr: Any, scope: Scope) -> Form:
    name = type(expr).__name__
    given = lowering.vocabulary.functions
    known = [h.__name__ for h in (*lowering.vocabulary.forms, *lowering.vocabulary.ops)]
    known += [str(getattr(key, "__name__", key)) for key in given]
    yield from ()
    raise UnsupportedFunctionError(name, [name], nearest=nearest_names(name, known), hint=hint_for(expr))


def _finished(index: int) -> Form:
    yield from ()
    return index


def _located(error: UnsupportedFunctionError, frames: Sequence[Any]) -> UnsupportedFunctionError:
    """Return the error with the path of heads from the root to the culprit, long paths shortened."""
    path = [type(frame).__name__ for frame in frames if not isinstance(frame, Region)]
    # The error of a summand or integrand has a path of its own, which continues this one.
    path.extend(error.path[1:] if error.path[:1] == tuple(path[-1:]) else error.path)
    if len(path) > 12:
        path = [*path[:5], f"... {len(path) - 10} more ...", *path[-5:]]
    return UnsupportedFunctionError(error.function, path, nearest=error.nearest, hint=error.hint)
