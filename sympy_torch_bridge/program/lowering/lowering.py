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
from sympy.core.function import AppliedUndef

from ...errors import UnsupportedFunctionError, nearest_names
from ...ops import BY_HEAD, Op, matrix_kernels, principal
from ...ops.host import HostKernel
from .. import assemble
from ..builder import ProgramBuilder
from ..expressions.sizes import size_sources
from ..expressions.traits import Traits
from ..expressions.traversal import is_matrix
from ..expressions.variable import VARIABLES, shape_of
from ..gradients.jet import Jet
from ..gradients.network import Component, Network
from ..gradients.pointwise_function import PointwiseFunction
from ..gradients.symbolic_gradient import SymbolicGradient, symbolic_gradient
from ..hints import hint_for
from ..matrix_arguments import checked_shape, function_of_matrix
from ..numbers import literal
from ..operation import INPUT, WHERE, Operation, call
from ..taylor import Combination
from .scope import Form, Scope
from .sharing import Region, Sharing, mask_of, masked
from .symbols import symbol_form
from .vocabulary import Vocabulary

__all__ = ["Lowering"]

_ARITHMETIC = frozenset({sympy.Add, sympy.Mul, sympy.Pow})
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
        self._memo: dict[tuple[int, int], int] = {}
        self._top = Scope()
        self.free = Scope()  # of conditions, which have no gradient and need no masks
        self.sharing = Sharing(self.traits, self._is_called)
        self.sharing.bind(self.sharing.everywhere, self._top)
        self._scopes: list[Scope] = []
        self._user_operations: dict[Any, Operation] = {}
        self._jets: dict[tuple[Any, tuple[int, ...]], tuple[Jet, Operation]] = {}
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
        stack: list[tuple[Any, Scope, Form]] = [(expr, scope, self._form(expr, scope))]
        result: int | None = None
        while stack:
            node, within, form = stack[-1]
            try:
                wanted, inner = form.send(result) if result is not None else next(form)
            except StopIteration as stop:
                stack.pop()
                result = self._memo[id(node), id(within)] = int(stop.value)
                continue
            except UnsupportedFunctionError as error:
                raise _located(error, [frame[0] for frame in stack]) from None
            result = self._memo.get((id(wanted), id(inner)))
            if result is None:
                stack.append((wanted, inner, self._form(wanted, inner)))
        if result is None:  # pragma: no cover - the loop ends only after a StopIteration
            raise RuntimeError("the lowering produced no node")
        return result

    def _is_called(self, expr: Any) -> bool:
        head = type(expr)
        return head in _ARITHMETIC or head in self.vocabulary.ops or self.vocabulary.is_supplied(head)

    def _form(self, expr: Any, scope: Scope) -> Form:
        if isinstance(expr, Region):
            return mask_of(self, expr)
        region = self.sharing.home(expr, scope)
        if region is not None:
            return masked(self, expr, scope, region)
        head = type(expr)
        if self.vocabulary.is_supplied(head):
            return self._supplied(expr, scope)
        if isinstance(expr, VARIABLES) or (head in self._entries and expr in self.inputs):
            return symbol_form(self, expr, scope)
        if (
            not is_matrix(expr)
            and self.traits.is_foldable(expr)
            and (number := self.literal(expr)) is not None
        ):
            return _finished(self.builder.number(number))
        form = self.vocabulary.forms.get(head)
        if form is not None:
            return form(self, expr, scope)
        op = self.vocabulary.ops.get(head)
        if op is not None:
            return self._called(expr, scope, op)
        return self._refused(expr)

    def literal(self, expr: Any) -> bool | int | float | complex | None:
        """Return the number of a constant; one such as ``asin(2)`` is nan in a real program."""
        number = literal(expr)
        is_real_program = not (self.vocabulary.complex or self.traits.has_imaginary_unit)
        return math.nan if isinstance(number, complex) and is_real_program else number

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
        return self._called(expr, scope, self.vocabulary.ops[type(expr)])

    def is_replaced(self, head: type[Any]) -> bool:
        """Tell whether the user supplies a class, so that no other form may stand for it."""
        names = self.vocabulary.functions
        return head in names or head.__name__ in names or head in self.vocabulary.overridden

    def _called(self, expr: Any, scope: Scope, op: Op) -> Form:
        arguments = []
        for part in expr.args:
            arguments.append((yield part, scope))
        if op.complex_valued:
            arguments = [self.builder.add(_AS_COMPLEX, argument) for argument in arguments]
        if op.is_slow(len(arguments)):
            self.slow.add(op.name)
        if self.builder.have_matrix(arguments):
            if not scope.entrywise:
                if any(map(self.traits.is_array, expr.args)):
                    hint = f"ArrayElementwiseApplyFunc(Lambda(x, {op.name}(x)), A) applies it to entries"
                    raise UnsupportedFunctionError(f"{op.name} of an array", [op.name], hint=hint)
                return function_of_matrix(self.builder, expr, arguments, self._operation(op))
            arguments = list(self.builder.aligned(tuple(arguments)))
        return self.builder.add(self._operation(op), *arguments)

    def _operation(self, op: Op) -> Operation:
        if op.grad == "symbolic" or isinstance(op.lower, HostKernel):  # torch differentiates no host kernel
            given = [user for head, user in self.vocabulary.ops.items() if BY_HEAD.get(head) is not user]
            source = partial(SymbolicGradient, op, given) if given else partial(symbolic_gradient, op)
            return self.user_operation(
                op.head, source, real_only=not op.complex, complex_valued=op.complex_valued
            )
        return (
            call(op.lower) if BY_HEAD.get(op.head) is op else self.user_operation(op.head, lambda: op.lower)
        )

    def _supplied(self, expr: Any, scope: Scope) -> Form:
        head = type(expr)
        arguments = []
        # An Inverse carries the exponent -1, which is no argument of a callable.
        for part in expr.args[:1] if isinstance(expr, sympy.Inverse) else expr.args:
            arguments.append(self.guarded((yield part, scope), scope))
        if scope.entrywise:
            arguments = list(self.builder.aligned(tuple(arguments)))
        given = self.vocabulary.supplied(head)
        function = given.function if isinstance(given, Network) else given
        if not scope.entrywise and (is_matrix(expr) or self.builder.have_matrix(arguments)):
            if isinstance(given, Component):
                hint = "one network for several functions takes numbers; bind a callable to this one alone"
                raise UnsupportedFunctionError(f"{head.__name__} of a matrix", [head.__name__], hint=hint)
            return self.guarded(
                self.builder.add(self._of_matrices(expr, function, arguments), *arguments), scope
            )
        if isinstance(given, Component):
            return self.derivative_of_supplied(head, arguments, (0,) * len(arguments), scope)
        if not isinstance(expr, AppliedUndef):
            return self.guarded(
                self.builder.add(self.user_operation(head, lambda: function), *arguments), scope
            )
        if self.traits.has_derivative:
            return self.derivative_of_supplied(head, arguments, (0,) * len(arguments), scope)
        pointwise = PointwiseFunction(head.__name__, given, len(arguments))
        operation = self.user_operation((head, len(arguments)), lambda: pointwise, name=head.__name__)
        return self.guarded(self.builder.add(operation, *arguments), scope)

    def masks(self, scope: Scope) -> list[int]:
        """List the masks of the branches around a scope, outermost first."""
        found = []
        around: Scope | None = scope
        while around is not None:
            found.append(around.mask)
            around = around.parent
        return [mask for mask in (self.taken, *reversed(found)) if mask >= 0]

    def guarded(self, node: int, scope: Scope) -> int:
        """Cut off what the user's function takes or gives where a branch around it is not taken.

        The parameters of a network are no inputs: masked inputs do not keep a nan from them.
        """
        build = self.builder
        for mask in self.masks(scope):
            if build.rank(mask) < build.rank(node):
                node = build.add(_MASK_MATRIX, mask, node)
            else:
                node = build.add(WHERE, mask, node, build.number(1))
        return node

    def derivative_of_supplied(
        self, head: Any, arguments: Sequence[int], orders: tuple[int, ...], scope: Scope
    ) -> int:
        """Return a partial derivative of the user's function, all those at one point from one evaluation."""
        return self.derivatives_of_supplied(head, arguments, ((1, orders),), scope)

    def derivatives_of_supplied(
        self, head: Any, arguments: Sequence[int], terms: Combination, scope: Scope
    ) -> int:
        """Return a sum of partial derivatives of the user's function, each with a number as factor."""
        given: Any = self.vocabulary.supplied(head)
        component = given if isinstance(given, Component) else Component(given, (head.__name__,), 0)
        key = (component.network if component is given else head), tuple(arguments)
        if key not in self._jets:
            name, several = "_".join(component.names), component.names if component is given else ()
            jet = Jet(PointwiseFunction(name, component.network, len(arguments), several))
            self._jets[key] = jet, Operation(name, jet, supplied=True)
        jet, operation = self._jets[key]
        node = self.builder.add(operation, *arguments)
        place = jet.place_of_sum(terms, component.place)
        return self.guarded(self.builder.add(_PICK, node, self.builder.number(place)), scope)

    def _of_matrices(self, expr: Any, function: Callable[..., Any], arguments: Sequence[int]) -> Operation:
        """Return the operation of a callable that takes or returns matrices; SymPy says which it returns."""
        ranks = tuple(map(self.builder.rank, arguments))
        rank = _MATRIX if is_matrix(expr) else 0
        key = type(expr), ranks, rank
        if key not in self._user_operations:
            name = type(expr).__name__
            checked = checked_shape(function, name, ranks, rank)
            self._user_operations[key] = Operation(name, checked, supplied=True, rank=rank)
        return self._user_operations[key]

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
        if head not in self._user_operations:
            self._user_operations[head] = Operation(
                name or head.__name__,
                function(),
                supplied=True,
                real_only=real_only,
                complex_valued=complex_valued,
            )
        return self._user_operations[head]

    def _refused(self, expr: Any) -> Form:
        name = type(expr).__name__
        given = self.vocabulary.functions
        known = [h.__name__ for h in (*self.vocabulary.forms, *self.vocabulary.ops)]
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
