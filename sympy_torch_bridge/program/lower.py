"""Lowering: a SymPy expression becomes a Program.

Each SymPy class has a *form*, a generator that yields the subexpressions it needs lowered and
receives their node indices. A trampoline drives the generators from an explicit stack, so that
no recursion limits the depth of an expression.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy
from sympy.core.function import AppliedUndef
from sympy.matrices.expressions.matexpr import MatrixSymbol

from ..errors import InputTypeError, UnknownSymbolError, UnsupportedFunctionError, nearest_names
from ..ops import BY_HEAD, Op, matrix_kernels
from .numbers import literal
from .operation import INPUT, WHERE, Operation, call
from .program import Layout, Program, ProgramBuilder
from .symbolic_gradient import SymbolicGradient
from .traits import Traits, free_symbols

__all__ = ["Form", "Lowering", "Scope", "lower"]

_MASK_MATRIX = call(matrix_kernels.mask_matrix)


@dataclass(frozen=True, slots=True, eq=False)
class Scope:
    """The branch of a Piecewise in which a subexpression is lowered.

    Inside a branch every input is replaced by 1 wherever the branch is not taken. The discarded
    value may be anything, but its gradient is cut at the inputs, so that it never poisons the result.
    """

    parent: Scope | None = None
    mask: int = -1


Form = Generator[tuple[Any, "Scope"], int, int]
FormFunction = Callable[["Lowering", Any, Scope], Form]


class Lowering:
    """The state of one translation."""

    def __init__(
        self,
        inputs: Sequence[Any],
        *,
        forms: Mapping[type[Any], FormFunction],
        ops: Mapping[type[Any], Op],
        functions: Mapping[Any, Callable[..., Any]],
        opaque: frozenset[Any] = frozenset(),
        complex: bool = False,
    ) -> None:
        self.builder = ProgramBuilder()
        self._forms = forms
        self._ops = ops
        self._complex = complex
        self.traits = Traits(opaque)
        self._functions = functions
        self._inputs = {
            symbol: self.builder.add(INPUT, value=position, shape=getattr(symbol, "shape", ()))
            for position, symbol in enumerate(inputs)
        }
        self._memo: dict[tuple[int, int], int] = {}
        self._top = Scope()
        self._scopes: list[Scope] = []
        self._user_operations: dict[Any, Operation] = {}

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
        if head in self._functions or getattr(head, "__name__", "") in self._functions:
            return self._supplied(expr, scope)
        if isinstance(expr, sympy.Symbol | MatrixSymbol):
            return self._symbol(expr, scope)
        if self.traits.is_foldable(expr) and (number := self.literal(expr)) is not None:
            return _finished(self.builder.number(number))
        form = self._forms.get(head)
        if form is not None:
            return form(self, expr, scope)
        op = self._ops.get(head)
        if op is not None:
            return self._called(expr, scope, op)
        return self._refused(expr)

    def literal(self, expr: Any) -> bool | int | float | complex | None:
        """Return the number of a constant; one such as ``asin(2)`` is nan in a real program."""
        number = literal(expr)
        is_real_program = not (self._complex or self.traits.has_imaginary_unit)
        return math.nan if isinstance(number, complex) and is_real_program else number

    def _symbol(self, symbol: Any, scope: Scope) -> Form:
        if symbol not in self._inputs:
            names = [str(s) for s in self._inputs]
            raise UnknownSymbolError(str(symbol), names, where="the inputs", hint="add it to inputs=")
        if scope.parent is None:
            return self._inputs[symbol]
        # Masking happens in every enclosing branch, outermost first.
        outer = yield symbol, scope.parent
        if isinstance(symbol, MatrixSymbol):
            return self.builder.add(_MASK_MATRIX, scope.mask, outer)
        return self.builder.add(WHERE, scope.mask, outer, self.builder.number(1))

    def keep(self, scope: Scope) -> Scope:
        """Hold a scope for the whole translation: results are remembered by its identity."""
        self._scopes.append(scope)
        return scope

    def _called(self, expr: Any, scope: Scope, op: Op) -> Form:
        arguments = []
        for part in expr.args:
            arguments.append((yield part, scope))
        return self.builder.add(self._operation(op), *arguments)

    def _operation(self, op: Op) -> Operation:
        if op.grad == "symbolic":
            given = [user for head, user in self._ops.items() if BY_HEAD.get(head) is not user]
            return self._user_operation(op.head, lambda: SymbolicGradient(op, given))
        return (
            call(op.lower) if BY_HEAD.get(op.head) is op else self._user_operation(op.head, lambda: op.lower)
        )

    def _supplied(self, expr: Any, scope: Scope) -> Form:
        head = type(expr)
        function = self._functions.get(head, self._functions.get(head.__name__))
        arguments = []
        for part in expr.args:
            arguments.append((yield part, scope))
        if function is None:  # pragma: no cover - _form has found the key
            raise RuntimeError(f"no torch callable for {head.__name__}")
        return self.builder.add(self._user_operation(head, lambda: function), *arguments)

    def _user_operation(self, head: Any, function: Callable[[], Callable[..., Any]]) -> Operation:
        """Return the operation of a callable of the user's, one per class: two classes may share a name."""
        if head not in self._user_operations:
            self._user_operations[head] = Operation(head.__name__, function(), supplied=True)
        return self._user_operations[head]

    def _refused(self, expr: Any) -> Form:
        name = type(expr).__name__
        known = [head.__name__ for head in (*self._forms, *self._ops)]
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
    if len(path) > 12:
        path = [*path[:5], f"... {len(path) - 10} more ...", *path[-5:]]
    return UnsupportedFunctionError(error.function, path, nearest=error.nearest, hint=error.hint)


def lower(
    expr: Any,
    inputs: Sequence[Any] | None = None,
    *,
    ops: Iterable[Op] = (),
    functions: Mapping[Any, Callable[..., Any]] | None = None,
    complex: bool = False,
) -> tuple[Program, tuple[Any, ...]]:
    """Translate an expression or a container of expressions to a Program.

    Parameters
    ----------
    expr : Expr, Boolean, Matrix, Array, or list, tuple, dict of these
        What to translate.
    inputs : sequence of Symbol or MatrixSymbol, optional
        Default: the free symbols in SymPy's default sort order.
    ops : iterable of Op
        Records added to, or replacing, those of the op table, for this call alone.
    functions : mapping
        Torch callables for SymPy function classes, or for names of undefined functions.
    complex : bool
        Whether the program will compute in complex arithmetic.

    Returns
    -------
    program : Program
    inputs : tuple of Symbol
        The inputs in the order of the program.

    Raises
    ------
    UnsupportedFunctionError
        A node has no entry in the op table; the error names its path.
    UnknownSymbolError
        A symbol of the expression is not among ``inputs``.

    Examples
    --------
    >>> x = sympy.Symbol("x")
    >>> program, inputs = lower(sympy.sin(x) + sympy.sin(x) ** 2)
    >>> program
    Program(3 operations, 1 inputs)
    """
    from .forms import FORMS  # the forms build on this module

    symbols = tuple(_leaves_symbols(expr) if inputs is None else _checked_inputs(inputs))
    user_ops = {op.head: op for op in ops}
    forms = {head: form for head, form in FORMS.items() if head not in user_ops}
    known = {**BY_HEAD, **user_ops}
    opaque = frozenset({*(functions or {}), *user_ops})
    lowering = Lowering(
        symbols, forms=forms, ops=known, functions=functions or {}, opaque=opaque, complex=complex
    )
    layout = _arrange(lowering, expr)
    places = tuple(lowering._inputs[s] for s in symbols)
    return lowering.builder.build(places, layout), symbols


def _checked_inputs(inputs: Sequence[Any]) -> list[Any]:
    if isinstance(inputs, sympy.Symbol | MatrixSymbol):
        return [inputs]
    for symbol in inputs:
        if not isinstance(symbol, sympy.Symbol | MatrixSymbol):
            raise InputTypeError(
                str(symbol),
                f"a {type(symbol).__name__}",
                expected="a Symbol or MatrixSymbol in inputs=",
                hint="pass the symbols that the function takes, in order",
            )
    if len(set(inputs)) != len(inputs):
        repeated = next(s for s in inputs if list(inputs).count(s) > 1)
        raise InputTypeError(
            str(repeated),
            "listed twice",
            expected="each symbol once in inputs=",
            hint="remove the repetition",
        )
    return list(inputs)


def _leaves_symbols(expr: Any) -> list[Any]:
    found: set[Any] = set()
    for leaf in leaves(expr):
        found.update(free_symbols(leaf))
    return sorted(found, key=sympy.default_sort_key)


def leaves(expr: Any) -> list[Any]:
    """List the expressions inside nested lists, tuples and dicts."""
    if isinstance(expr, dict):
        return [leaf for item in expr.values() for leaf in leaves(item)]
    if isinstance(expr, list | tuple | sympy.Tuple):
        return [leaf for item in expr for leaf in leaves(item)]
    return [sympy.sympify(expr, strict=True)]


def _arrange(lowering: Lowering, expr: Any) -> Layout:
    if isinstance(expr, dict):
        items = tuple(_arrange(lowering, item) for item in expr.values())
        return Layout("dict", items, keys=tuple(expr))
    if isinstance(expr, list | tuple | sympy.Tuple):
        kind = "list" if isinstance(expr, list) else "tuple"
        named = (type(expr),) if hasattr(expr, "_fields") else ()
        return Layout(kind, tuple(_arrange(lowering, item) for item in expr), keys=named)
    if isinstance(expr, sympy.MatrixBase | sympy.NDimArray):
        shape = tuple(int(n) for n in expr.shape)
        entries = expr.flat() if isinstance(expr, sympy.MatrixBase) else expr
        flat = sympy.flatten(entries.tolist()) if isinstance(expr, sympy.NDimArray) else entries
        return Layout("stack", tuple(_arrange(lowering, item) for item in flat), shape=shape)
    return Layout("node", node=lowering.run(sympy.sympify(expr, strict=True)))
