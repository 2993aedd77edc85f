"""CompiledFunction: a SymPy expression as a callable on tensors."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy
import torch

from . import expression_record
from .binding import Binder
from .errors import OptionError
from .formula import applied, is_real, sympified
from .formula_calls import FormulaCalls
from .fused import Evaluator
from .program import (
    Emitted,
    Program,
    argument_names,
    collection_paused,
    in_complex_plane,
    lower,
    refuses_complex,
    stabilise,
)
from .program.arrangement import leaves
from .program.expressions.indices import counters_among, indices_in
from .program.expressions.traversal import walks_remembered
from .program.truth import truth_inputs

if TYPE_CHECKING:
    from .accuracy import AccuracyReport
    from .ops import Op

__all__ = ["CompiledFunction"]

BACKENDS = ("auto", "eager", "fused")


class CompiledFunction(FormulaCalls):
    """A SymPy expression, compiled to plain torch operations.

    Made by :func:`sympy_torch_bridge.compile`. It has no state of its own and passes through autograd,
    ``torch.func``, ``torch.compile``, pickle and ``copy.deepcopy``.

    Attributes
    ----------
    expr : SymPy expression or container
        What was compiled.
    inputs : tuple of Symbol or MatrixSymbol
        The inputs in the order of the positional arguments.
    options : dict
        The options it was compiled with.
    program : Program
        The shared computation.
    source : str
        Readable Python source of the computation.

    Examples
    --------
    >>> import sympy, torch
    >>> x = sympy.Symbol("x")
    >>> f = CompiledFunction(3 * x**2 - 4 * x)
    >>> f(torch.tensor([1.0, 2.0]))
    tensor([-1.,  4.])
    >>> print(f.source)
    import torch
    <BLANKLINE>
    <BLANKLINE>
    def f(x):
        return 3*x**2 - 4*x
    <BLANKLINE>
    """

    def __init__(
        self,
        expr: Any,
        inputs: Sequence[Any] | None = None,
        *,
        functions: Mapping[Any, Callable[..., Any]] | None = None,
        ops: Sequence[Op] = (),
        complex: bool = False,
        backend: str = "eager",
    ) -> None:
        if backend not in BACKENDS:
            raise OptionError("backend", backend, accepted=BACKENDS)
        self.options: dict[str, Any] = {
            "functions": dict(functions or {}),
            "ops": tuple(ops),
            "complex": complex,
            "backend": backend,
        }
        with collection_paused(), walks_remembered():
            self.expr, inputs = applied(sympified(expr), inputs)
            self._translate(inputs, functions, ops, complex)

    def _translate(
        self,
        inputs: Sequence[Any] | None,
        functions: Mapping[Any, Callable[..., Any]] | None,
        ops: Sequence[Op],
        complex: bool,
    ) -> None:
        """Lower the expression, and prepare its evaluation."""
        indices = indices_in(leaves(self.expr))
        lowered, symbols = lower(
            self.expr, inputs, ops=ops, functions=functions, complex=complex, indices=indices
        )
        # The values of a formula with I are complex: no intermediate may end in nan on the way. The
        # user's own functions, say a network, get the real tensors they expect.
        has_unit = isinstance(self.expr, sympy.Expr) and not functions and lowered.has_complex_numbers
        complex = complex or has_unit
        program = stabilise(in_complex_plane(lowered) if complex else lowered)
        self.inputs: tuple[Any, ...] = symbols
        self.program: Program = program
        self._names = argument_names(symbols)
        self._bind = Binder(
            symbols,
            integral=program.is_integral and not complex,
            complex=complex,
            boolean=program.boolean_inputs(),
            real_only=not complex and refuses_complex(program),
            truth=truth_inputs(lowered),
            shapes=[program.nodes[place].shape for place in program.inputs],
            counters=counters_among(symbols, indices),
        )
        self._is_one_tensor = program.layout.kind in ("node", "stack")
        self._is_real_result = complex and is_real(self.expr)
        self._emitted = Emitted(program, self._names)
        self._evaluator = Evaluator(program, self._emitted, self.options["backend"])
        is_eager = self.options["backend"] == "eager"
        self._evaluate: Callable[..., Any] = self._emitted.function if is_eager else self._evaluator
        self.__name__ = "f"  # torch.func asks for it, and else for the repr

    @property
    def source(self) -> str:
        """Readable Python source of the computation."""
        return self._emitted.source

    def _derived(self, expr: Any) -> CompiledFunction:
        return CompiledFunction(expr, self.inputs, **self.options)

    def check_accuracy(
        self,
        points: Any = None,
        *,
        n_points: int = 24,
        seed: int = 0,
        domain: Mapping[Any, Any] | None = None,
        dtype: torch.dtype = torch.float64,
    ) -> AccuracyReport:
        """Compare values and gradients with exact numbers: how many digits are right, and why not more.

        A loss up to that of the problem itself, which the rounding of its inputs causes in every formula,
        is told from a loss by the formula as written.

        Parameters
        ----------
        points : list of {symbol: number}, or {symbol: tensor}, optional
            Default: drawn from what the symbols allow, half of them of small magnitude.
        n_points, seed : int
            How many points to draw, and from which seed.
        domain : mapping of Symbol to Interval or (low, high), optional
            Where to draw from.
        dtype : torch.dtype
            In which type to compute.

        Returns
        -------
        AccuracyReport
            Values that cannot be computed exactly are named as such.

        Examples
        --------
        >>> import sympy
        >>> x = sympy.Symbol("x")
        >>> CompiledFunction(sympy.exp(x) - 1).check_accuracy([{x: 1e-4}]).loses_digits
        False
        >>> CompiledFunction((1 - sympy.cos(x)) / x**2).check_accuracy([{x: 1e-4}]).loses_digits
        True
        """
        from .accuracy import check_accuracy  # loaded when it is asked for

        return check_accuracy(self, points, n_points=n_points, seed=seed, domain=domain, dtype=dtype)

    def __repr__(self) -> str:
        names = ", ".join(str(s) for s in self.inputs)
        text = expression_record.abbreviated(self.expr)
        return f"CompiledFunction({text}, inputs=({names}))"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {sympy.latex(self.expr)}$"

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (expression_record.pack((self.expr, self.inputs)), self.options)

    def __deepcopy__(self, memo: dict[int, Any]) -> CompiledFunction:
        if not self.options["functions"]:
            return self  # nothing inside can change
        return CompiledFunction(self.expr, self.inputs, **copy.deepcopy(self.options, memo))


def _restore(record: Any, options: dict[str, Any]) -> CompiledFunction:
    expr, inputs = expression_record.unpack(record)
    return CompiledFunction(expr, inputs, **options)
