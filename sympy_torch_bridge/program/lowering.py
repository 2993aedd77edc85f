"""Lowering: a SymPy expression becomes a Program.

Each SymPy class has a *form*, a generator that yields the subexpressions it needs lowered and
receives their node indices. A trampoline drives the generators from an explicit stack, so that
no recursion limits the depth of an expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixSymbol

from ..errors import UnknownSymbolError, UnsupportedFunctionError, nearest_names
from ..ops import BY_HEAD, Op, matrix_entries, matrix_kernels
from .matrix_arguments import checked_shape, function_of_matrix
from .matrix_constants import count
from .numbers import literal
from .operation import INPUT, WHERE, Operation, call, matrix_constant
from .program import ProgramBuilder
from .sizes import size_sources
from .symbolic_gradient import SymbolicGradient, symbolic_gradient
from .traits import Traits, is_matrix

__all__ = ["Form", "FormFunction", "Lowering", "Scope", "Vocabulary"]

_MASK_MATRIX = call(matrix_kernels.mask_matrix)
_MATRIX = 2
_ANY_ENTRY = call(matrix_kernels.any_entry)
_COUNT = matrix_constant(count, rank=0)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The branch of a Piecewise in which a subexpression is lowered.

    Inside a branch every input is replaced by 1 wherever the branch is not taken. The discarded
    value may be anything, but its gradient is cut at the inputs, so that it never poisons the result.

    Inside the function that is applied to the entries of a matrix, ``bound`` gives the node of its
    variables, and every operation is one of entries.
    """

    parent: Scope | None = None
    mask: int = -1
    bound: Mapping[Any, int] = field(default_factory=dict)
    entrywise: bool = False


Form = Generator[tuple[Any, "Scope"], int, int]
FormFunction = Callable[["Lowering", Any, Scope], Form]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a translation knows: the forms and records of SymPy classes, and the user's functions.

    Parameters
    ----------
    forms : mapping
        Generator of each SymPy class that is not a plain function call.
    ops : mapping
        Record of each SymPy function.
    functions : mapping
        Torch callables for classes, or for names of undefined functions; they come first.
    complex : bool
        Whether the program will compute in complex arithmetic.
    overridden : frozenset
        Classes whose record or form the user has replaced: their constants are not SymPy's.
    """

    forms: Mapping[type[Any], FormFunction]
    ops: Mapping[type[Any], Op]
    functions: Mapping[Any, Callable[..., Any]] = field(default_factory=dict)
    complex: bool = False
    overridden: frozenset[Any] = frozenset()


class Lowering:
    """The state of one translation."""

    def __init__(self, inputs: Sequence[Any], vocabulary: Vocabulary) -> None:
        self.builder = ProgramBuilder()
        self.vocabulary = vocabulary
        self.traits = Traits(frozenset({*vocabulary.functions, *vocabulary.overridden}))
        self.inputs = {
            symbol: self.builder.add(INPUT, value=position, shape=getattr(symbol, "shape", ()))
            for position, symbol in enumerate(inputs)
        }
        self.sizes = size_sources(inputs)
        self._memo: dict[tuple[int, int], int] = {}
        self._top = Scope()
        self._scopes: list[Scope] = []
        self._user_operations: dict[Any, Operation] = {}
        self.slow: set[str] = set()  # functions that mpmath computes number by number

    def run(self, expr: Any) -> int:
        """Lower one expression and return its node."""
        self.traits.extend(expr)
        scope = self._top
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

    def _form(self, expr: Any, scope: Scope) -> Form:
        head = type(expr)
        if head in self.vocabulary.functions or getattr(head, "__name__", "") in self.vocabulary.functions:
            return self._supplied(expr, scope)
        if isinstance(expr, sympy.Symbol | MatrixSymbol):
            return self._symbol(expr, scope)
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

    def _symbol(self, symbol: Any, scope: Scope) -> Form:
        if symbol in scope.bound:
            return scope.bound[symbol]
        if scope.parent is None:
            return self._input(symbol)
        # Masking happens in every enclosing branch, outermost first.
        outer = yield symbol, scope.parent
        if scope.mask < 0:
            return outer
        if isinstance(symbol, MatrixSymbol):
            is_entrywise = self.builder.rank(scope.mask) > 0
            mask = self.builder.add(_ANY_ENTRY, scope.mask) if is_entrywise else scope.mask
            return self.builder.add(_MASK_MATRIX, mask, outer)
        return self.builder.add(WHERE, scope.mask, outer, self.builder.number(1))

    def _input(self, symbol: Any) -> int:
        if symbol in self.inputs:
            return self.inputs[symbol]
        if symbol in self.sizes:
            return self.builder.add(_COUNT, self.size(symbol))
        names = [str(s) for s in self.inputs]
        raise UnknownSymbolError(str(symbol), names, where="the inputs", hint="add it to inputs=")

    def size(self, symbol: Any) -> int:
        """Return the node of a size as a Python integer, which the shape of an input tells."""
        source = self.sizes[symbol]
        kernel = matrix_entries.columns if source.axis else matrix_entries.rows
        extent = self.builder.add(call(kernel), self.inputs[source.matrix])
        if (source.factor, source.offset) == (1, 0):
            return extent
        offset, factor = self.builder.number(source.offset), self.builder.number(source.factor)
        return self.builder.add(call(matrix_entries.extent), extent, offset, factor)

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
        if self.builder.have_matrix(arguments):
            if not scope.entrywise:
                return function_of_matrix(self.builder, expr, arguments, self._operation(op))
            arguments = list(self.builder.aligned(tuple(arguments)))
        return self.builder.add(self._operation(op), *arguments)

    def _operation(self, op: Op) -> Operation:
        if op.kernel == "mpmath":
            self.slow.add(op.name)
        if op.grad == "symbolic":
            given = [user for head, user in self.vocabulary.ops.items() if BY_HEAD.get(head) is not user]
            source = partial(SymbolicGradient, op, given) if given else partial(symbolic_gradient, op)
            return self.user_operation(op.head, source, real_only=not op.complex)
        return (
            call(op.lower) if BY_HEAD.get(op.head) is op else self.user_operation(op.head, lambda: op.lower)
        )

    def _supplied(self, expr: Any, scope: Scope) -> Form:
        head = type(expr)
        function = self.vocabulary.functions.get(head, self.vocabulary.functions.get(head.__name__))
        arguments = []
        # An Inverse carries the exponent -1, which is no argument of a callable.
        for part in expr.args[:1] if isinstance(expr, sympy.Inverse) else expr.args:
            arguments.append((yield part, scope))
        if function is None:  # pragma: no cover - _form has found the key
            raise RuntimeError(f"no torch callable for {head.__name__}")
        if scope.entrywise:
            arguments = list(self.builder.aligned(tuple(arguments)))
        elif is_matrix(expr) or self.builder.have_matrix(arguments):
            return self.builder.add(self._of_matrices(expr, function, arguments), *arguments)
        return self.builder.add(self.user_operation(head, lambda: function), *arguments)

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
        self, head: Any, function: Callable[[], Callable[..., Any]], *, real_only: bool = False
    ) -> Operation:
        """Return the operation of a callable of the user's, one per class: two classes may share a name."""
        if head not in self._user_operations:
            self._user_operations[head] = Operation(
                head.__name__, function(), supplied=True, real_only=real_only
            )
        return self._user_operations[head]

    def _refused(self, expr: Any) -> Form:
        name = type(expr).__name__
        known = [head.__name__ for head in (*self.vocabulary.forms, *self.vocabulary.ops)]
        yield from ()
        raise UnsupportedFunctionError(name, [name], nearest=nearest_names(name, known), hint=_hint(expr))


def _finished(index: int) -> Form:
    yield from ()
    return index


def _hint(expr: Any) -> str:
    name = type(expr).__name__
    if isinstance(expr, AppliedUndef):
        binding = f"compile(expr, functions={{'{name}': torch_callable}})"
        return f"'{name}' is an undefined function; {binding} binds it"
    if isinstance(expr, sympy.Function):
        return f"compile(expr, ops=[Op(head=sympy.{name}, lower=torch_callable)]) supplies it"
    return "rewrite the expression without this node (expr.doit() evaluates many), then compile the result"


def _located(error: UnsupportedFunctionError, frames: Sequence[Any]) -> UnsupportedFunctionError:
    """Return the error with the path of heads from the root to the culprit, long paths shortened."""
    path = [type(frame).__name__ for frame in frames]
    # The error of a summand or integrand has a path of its own, which continues this one.
    path.extend(error.path[1:] if error.path[:1] == tuple(path[-1:]) else error.path)
    if len(path) > 12:
        path = [*path[:5], f"... {len(path) - 10} more ...", *path[-5:]]
    return UnsupportedFunctionError(error.function, path, nearest=error.nearest, hint=error.hint)
