"""SymPy expressions as Python code that gives the same expression back."""

# ruff: noqa: N802, N815 -- the printers of SymPy find a method by the name of the class it prints

from __future__ import annotations

import ast
import keyword
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy
from sympy import MatrixSymbol, Symbol, preorder_traversal
from sympy.core.function import AppliedUndef
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

__all__ = ["CodePrinter", "imports_of"]


class CodePrinter(StrPrinter):
    """Prints expressions, and the definitions of the symbols and unknown functions in them.

    Parameters
    ----------
    exprs : iterable of sympy.Basic
        Everything that will be printed: a symbol named as a function in use gets another variable.

    Examples
    --------
    >>> x, n = Symbol("x", positive=True), Symbol("n")
    >>> printer = CodePrinter([x ** sympy.Rational(5, 2), MatrixSymbol("A", n, 2)])
    >>> printer.doprint(x ** sympy.Rational(5, 2))
    'x**(S(5)/2)'
    >>> printer.definitions()
    ['n = Symbol("n")', 'x = Symbol("x", positive=True)', 'A = MatrixSymbol("A", n, 2)']
    """

    # The texts that classes choose for themselves, as K(m, n), are for people.
    printmethod = ""

    def __init__(self, exprs: Iterable[Any]) -> None:
        super().__init__({"sympy_integers": True})
        nodes = [node for expr in exprs for node in preorder_traversal(expr)]
        matrices = {node for node in nodes if isinstance(node, MatrixSymbol)}
        # The name of a matrix symbol is a part of its own, which is no symbol.
        self._symbols = sorted({n for n in nodes if isinstance(n, Symbol)}, key=sympy.default_sort_key)
        self._matrices = sorted(matrices, key=str)
        functions = {n.func.__name__: n.func for n in nodes if isinstance(n, AppliedUndef)}
        self._functions = {name: functions[name]._kwargs for name in sorted(functions)}
        self._classes = {type(n).__name__: type(n).__module__ for n in nodes if type(n).__module__}
        taken = {*self._classes, *self._functions, *_RESERVED}
        self._variables: dict[Any, str] = {}
        for symbol in (*self._symbols, *self._matrices):
            name = _identifier(symbol.name)
            while name in taken:
                name += "_"
            taken.add(name)
            self._variables[symbol] = name

    @property
    def modules(self) -> Mapping[str, str]:
        """The module of every class that was met."""
        return self._classes

    def variable(self, symbol: Any) -> str:
        """Return the Python name of a symbol."""
        return self._variables[symbol]

    def definitions(self, values: Mapping[Any, Any] | None = None) -> list[str]:
        """Return a line of code for each symbol and function; those with a value become that value."""
        known = values or {}
        lines = [f"{n} = Function({_quoted(n)}{_facts(facts)})" for n, facts in self._functions.items()]
        for symbol in self._symbols:
            if symbol in known:
                lines.append(f"{self.variable(symbol)} = {known[symbol]}")
                continue
            facts = _facts(symbol._assumptions_orig)
            lines.append(f"{self.variable(symbol)} = Symbol({_quoted(symbol.name)}{facts})")
        for matrix in self._matrices:
            shape = ", ".join(self.doprint(size) for size in matrix.shape)
            lines.append(f"{self.variable(matrix)} = MatrixSymbol({_quoted(matrix.name)}, {shape})")
        return lines

    def _print_Symbol(self, expr: Any) -> str:
        return str(self._variables.get(expr, expr.name))

    _print_MatrixSymbol = _print_Symbol

    def _print_Integer(self, expr: Any) -> str:
        # Only a quotient of two numbers has to be told that they are SymPy's.
        return str(expr.p)

    def _print_Rational(self, expr: Any) -> str:
        return f"S({expr.p})/{expr.q}"

    _print_Half = _print_Rational

    def _print_MatrixBase(self, expr: Any) -> str:
        rows = (f"[{', '.join(map(self._print, expr.row(i)))}]" for i in range(expr.rows))
        return f"Matrix([{', '.join(rows)}])"

    _print_ImmutableDenseMatrix = _print_MatrixBase

    def _print_BlockMatrix(self, expr: Any) -> str:
        return f"Block{self._print_MatrixBase(expr.blocks)}"

    def _call(self, expr: Any) -> str:
        return f"{type(expr).__name__}({', '.join(map(self._print, expr.args))})"

    # What has a sign of its own in texts, or an abbreviation.
    _print_Identity = _call
    _print_OneMatrix = _call
    _print_ZeroMatrix = _call
    _print_CommutationMatrix = _call
    _print_HadamardProduct = _call
    _print_KroneckerProduct = _call

    def _print_ElementwiseApplyFunction(self, expr: Any) -> str:
        return f"{self.parenthesize(expr.expr, PRECEDENCE['Func'])}.applyfunc({self._print(expr.function)})"


_RESERVED = ("S", "Symbol", "MatrixSymbol", "Function", "Matrix", "lhs", "rhs", "rule", "stb", "torch")


def imports_of(code: str, printer: CodePrinter, extra: Sequence[str] = ()) -> list[str]:
    """Return the import lines for the names that code uses and does not define.

    Parameters
    ----------
    code : str
    printer : CodePrinter
        The one that wrote it.
    extra : sequence of str
        Lines that stand before them.
    """
    names = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    wanted: dict[str, set[str]] = {}
    for name in {node.id for node in names} - stored:
        module = _module_of(name, printer)
        if module:
            wanted.setdefault(module, set()).add(name)
    return [*extra, *(f"from {m} import {', '.join(sorted(wanted[m]))}" for m in sorted(wanted))]


def _facts(assumptions: Mapping[str, Any]) -> str:
    return "".join(f", {name}={value}" for name, value in sorted(assumptions.items()))


def _module_of(name: str, printer: CodePrinter) -> str:
    """Return where a name is imported from; nothing for what needs no import."""
    own = printer.modules.get(name, "")
    if hasattr(sympy, name) and not own.startswith("sympy_torch_bridge."):
        return "sympy"
    return own


def _identifier(name: str) -> str:
    cleaned = "".join(c if c.isalnum() or c == "_" else "_" for c in name)
    return f"_{cleaned}" if keyword.iskeyword(cleaned) or not cleaned.isidentifier() else cleaned


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
