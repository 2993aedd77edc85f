"""The two entry points from an expression to a callable: ``compile`` and ``lambdify``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sympy

from .compiled_function import CompiledFunction
from .errors import OptionError
from .ops import Op, ops_of
from .program.expressions.variable import in_given_order
from .stand_ins import with_stand_ins

__all__ = ["compile", "lambdify"]


_PRINTER = "sympy.lambdify(args, expr, modules=[stb.namespace], printer=stb.Printer) runs printed code"


def compile(
    expr: Any,
    inputs: Sequence[Any] | None = None,
    *,
    functions: Mapping[Any, Callable[..., Any]] | None = None,
    ops: Iterable[Op] = (),
    complex: bool = False,
    backend: str = "eager",
) -> CompiledFunction:
    """Compile a SymPy expression to a torch callable.

    Parameters
    ----------
    expr : Expr, Boolean, Matrix, MatrixExpr, Array, or list, tuple, dict of these
        What to compile. A container keeps its structure.
    inputs : sequence of Symbol or MatrixSymbol, optional
        The inputs in order; default, and of a set: the free symbols in SymPy's default sort order.
    functions : mapping, optional
        Torch callables for SymPy function classes or for names of undefined functions; they
        take precedence over the op table.
    ops : iterable of Op, optional
        Records that extend or replace the op table in this call alone.
    complex : bool
        Compute in complex arithmetic, so that intermediates may leave the real line. The result
        is real where SymPy's assumptions show that it is, complex otherwise.
    backend : {"eager", "fused", "auto"}
        How the program runs: as plain torch operations; value and derivatives as one program where every
        operation is pointwise, in blocks that stay in the cache or by kernels of an NVIDIA GPU; or so
        where there is enough to compute. The results agree within rounding.
        :func:`explain` says what was chosen.

    Returns
    -------
    CompiledFunction

    Raises
    ------
    UnsupportedFunctionError
        A node has no entry in the op table; the error names its path in the expression.
    UnknownSymbolError
        A symbol of the expression is not among ``inputs``.
    InputTypeError
        ``ops`` is no iterable of records.
    OptionError
        The backend is not known.

    Examples
    --------
    >>> import sympy, torch
    >>> x, y = sympy.symbols("x y")
    >>> f = compile(sympy.sin(x) * y)
    >>> f(torch.tensor([0.0, 1.0], dtype=torch.float64), 2.0)
    tensor([0.0000, 1.6829], dtype=torch.float64)

    Constants take the shape of the batch:

    >>> compile(sympy.pi, [x])(torch.zeros(2))
    tensor([3.1416, 3.1416])
    """
    return CompiledFunction(
        expr, inputs, functions=functions, ops=ops_of(ops), complex=complex, backend=backend
    )


def lambdify(
    args: Any,
    expr: Any,
    modules: Any = "torch",
    printer: Any = None,
    use_imps: bool = True,
    dummify: bool = False,
    cse: bool = True,
    docstring_limit: int | None = None,
    **options: Any,
) -> Callable[..., Any]:
    """Drop-in for ``sympy.lambdify(args, expr, modules="torch")``.

    Parameters
    ----------
    args : Symbol or (nested) sequence of Symbols
        The arguments of the function. A nested list becomes one argument that is a sequence. An applied
        function such as ``q(t)``, a derivative of it and an entry such as ``w[0]`` may be arguments, too.
    expr : expression or container
        What to compile.
    modules : {"torch"} or list
        Accepted as SymPy's function takes it: ``"torch"``, or a list that holds ``"torch"`` and
        dictionaries of functions by name, which count as ``functions``.
    printer : None
        Code of a printer of your own is SymPy's to run: ``sympy.lambdify`` with :class:`Printer`.
    use_imps, dummify, cse, docstring_limit
        Accepted for SymPy's sake: arguments of any name are told apart, and common subexpressions always
        shared.
    **options
        As for :func:`compile`.

    Returns
    -------
    callable
        A :class:`CompiledFunction` when ``args`` is flat.

    Raises
    ------
    OptionError
        ``modules`` names another library, or a ``printer`` is given.
    InputTypeError
        A derivative by ``t`` of an argument ``q(t)`` is in the expression and no argument itself.

    Examples
    --------
    >>> import sympy, torch
    >>> x, y, z = sympy.symbols("x y z")
    >>> lambdify([x, y], x + y)(torch.tensor(1.0), torch.tensor(2.0))
    tensor(3.)
    >>> lambdify([[x, y], z], x * y + z)([torch.tensor(2.0), torch.tensor(3.0)], 1.0)
    tensor(7.)
    >>> t, q = sympy.Symbol("t"), sympy.Function("q")
    >>> lambdify([q(t), q(t).diff(t)], q(t) ** 2 + q(t).diff(t))(torch.tensor(3.0), torch.tensor(1.0))
    tensor(10.)
    """
    if printer is not None:
        raise OptionError("printer", printer, accepted=(None,), hint=_PRINTER)
    is_one = isinstance(args, sympy.Basic) and not isinstance(args, sympy.Tuple)
    symbols = [args] if is_one else in_given_order(args)
    options["functions"] = {**_functions_of(modules), **(options.get("functions") or {})}
    flat = _flatten(symbols)
    inputs, stated = with_stand_ins(flat, expr)
    function = compile(stated, inputs, **options)
    if len(flat) == len(symbols) and all(isinstance(s, sympy.Basic) for s in symbols):
        return function

    def nested(*values: Any) -> Any:
        return function(*_flatten_like(symbols, values))

    nested.__doc__ = f"Evaluate {function!r} on nested arguments."
    return nested


def _functions_of(modules: Any) -> dict[str, Callable[..., Any]]:
    """Collect the functions that a ``modules`` argument defines."""
    functions: dict[str, Callable[..., Any]] = {}
    for module in modules if isinstance(modules, list | tuple) else [modules]:
        if isinstance(module, Mapping):
            functions.update(module)
        elif module != "torch" and getattr(module, "__name__", "") != "torch":
            raise OptionError(
                "modules", module, accepted=("torch",), hint="sympy.lambdify writes code for other libraries"
            )
    return functions


def _is_sequence(item: Any) -> bool:
    return isinstance(item, list | tuple | sympy.Tuple | sympy.MatrixBase)


def _flatten(items: Iterable[Any]) -> list[Any]:
    return [leaf for item in items for leaf in (_flatten(item) if _is_sequence(item) else [item])]


def _flatten_like(pattern: Iterable[Any], values: Iterable[Any]) -> list[Any]:
    """Flatten the values as the symbols were flattened; a tensor is taken apart only for a list."""
    flat: list[Any] = []
    for shape, value in zip(pattern, values, strict=True):
        flat += _flatten_like(shape, value) if _is_sequence(shape) else [value]
    return flat
