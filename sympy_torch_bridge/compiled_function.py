"""CompiledFunction: a SymPy expression as a callable on tensors."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy
import torch
from torch import Tensor

from . import expression_record, symbolic
from .arrays import array_values, has_arrays, is_array_call, tensor_of
from .binding import Binder
from .errors import InputTypeError, OptionError, UnknownSymbolError
from .formula import applied, is_real, sympified
from .fused import Evaluator, Explanation
from .matrix import keeping
from .outputs import restored
from .program import (
    Emitted,
    Program,
    argument_names,
    collection_paused,
    in_complex_plane,
    lower,
    refuses_complex,
    stabilise,
    vocabulary_of,
)
from .program.arrangement import leaves
from .program.expressions.indices import counters_among, indices_in
from .program.expressions.traversal import walks_remembered
from .program.truth import truth_inputs
from .value_gradient import value_and_gradient

if TYPE_CHECKING:
    from .accuracy import AccuracyReport
    from .ops import Op

__all__ = ["CompiledFunction"]

BACKENDS = ("auto", "eager", "fused")

# While a function is traced: what a compiled function gives there, or NotImplemented for its steps.
FORMULA_READERS: list[Callable[[CompiledFunction, Sequence[Any]], Any]] = []


class CompiledFunction:
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

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        """Evaluate on tensors, arrays or Python numbers, by position or by symbol name.

        Returns
        -------
        Tensor or container of tensors
            Shape: the broadcast shape of the inputs, followed by the shape of a matrix or array.
            Dtype and device: those of the inputs. Arrays of NumPy, with numbers beside them, give arrays
            of NumPy; other objects with ``__dlpack__`` are taken as tensors.

        Raises
        ------
        MissingInputError, UnexpectedInputError, AmbiguousNameError, InputTypeError, InputShapeError
        """
        if FORMULA_READERS:
            value = FORMULA_READERS[-1](self, self._bind.ordered(args, kwargs))
            if value is not NotImplemented:
                return value
        values = self._evaluate(*self._bind(args, kwargs))
        if self._is_real_result and not any(map(_is_complex, (*args, *kwargs.values()))):
            values = values.real
        layout = self.program.layout
        values = values if layout.kind in ("node", "stack") else restored(layout, values)
        return self._given_back(values, args, kwargs) if has_arrays(args, kwargs) else values

    def _given_back(self, values: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Return the result as arrays of NumPy where the arguments are such."""
        given = (*args, *kwargs.values())
        return array_values(values, given) if is_array_call(args, kwargs) else values

    def value_and_grad(self, *args: Any, **kwargs: Any) -> tuple[Any, tuple[Tensor | None, ...]]:
        """Return the value and the gradient of its sum with respect to each input.

        Returns
        -------
        value : Tensor or container of tensors
        gradients : tuple
            One tensor of the input's shape for each floating or complex input, None for the others.

        Examples
        --------
        >>> import sympy, torch
        >>> x, n = sympy.symbols("x n")
        >>> value, (grad_n, grad_x) = CompiledFunction(x**n).value_and_grad(
        ...     torch.tensor(2), torch.tensor([3.0])
        ... )
        >>> value, grad_n, grad_x
        (tensor([9.]), None, tensor([6.]))
        """
        if has_arrays(args, kwargs):
            return self._array_gradient(args, kwargs)
        tensors = self._ordered_tensors(args, kwargs)
        if self._evaluate is self._evaluator and (joint := self._fused_gradient(tensors, args, kwargs)):
            return joint
        return value_and_gradient(self, tensors)

    def _array_gradient(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
        """Return value and gradient for arguments with arrays among them, computed in one dtype."""
        given = self._bind.ordered(args, kwargs)
        bound = self._bind(args, kwargs)
        tensors = [
            _inexact_or(value, tensor, name)
            for value, tensor, name in zip(given, bound, self._bind.names, strict=True)
        ]
        value, found = self.value_and_grad(*tensors)
        whole = [isinstance(one, np.ndarray) and one.dtype.kind not in "fc" for one in given]
        gradients = tuple(None if w else gradient for gradient, w in zip(found, whole, strict=True))
        result: tuple[Any, tuple[Any, ...]] = self._given_back((value, gradients), args, kwargs)
        return result

    def _fused_gradient(
        self, tensors: Sequence[Tensor], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Any, tuple[Tensor | None, ...]] | None:
        """Return value and gradient from one fused program, None where the backend does not apply."""
        found = self._evaluator.value_and_grad(self._bind(args, kwargs))
        if found is None:
            return None
        values, gradients = found
        return restored(self.program.layout, values), tuple(
            gradient.to(tensor.dtype) if tensor.is_floating_point() else None
            for gradient, tensor in zip(gradients, tensors, strict=True)
        )

    def explain(self, /, *args: Any, **kwargs: Any) -> Explanation:
        """Say what evaluates a call, and why; see :func:`sympy_torch_bridge.explain`."""
        return self._evaluator.explain(self._bind(args, kwargs))

    def _ordered_tensors(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Tensor]:
        """Return the arguments as tensors in the order of the inputs, integers unconverted."""
        bound = self._bind(args, kwargs)
        given = self._bind.ordered(args, kwargs)
        return [g if isinstance(g, Tensor) else b for g, b in zip(given, bound, strict=True)]

    def derivative(self, *wrt: Any) -> CompiledFunction:
        """Compile the exact derivative; ``f.derivative(x, y)``, ``f.derivative((x, 2))``.

        With no argument, the derivative with respect to the only input.
        """
        variables = wrt or (self._only_input(),)
        for variable in variables:
            self._scalars(variable[0] if isinstance(variable, list | tuple | sympy.Tuple) else variable)
        with self._own_rules():
            result = symbolic.derivative(self.expr, *variables)
        return self._derived(result)

    def gradient(self, wrt: Any = None) -> CompiledFunction:
        """Compile the exact gradient of a scalar.

        Shape (..., n), the last axis over ``wrt`` (default: all inputs); for one MatrixSymbol the
        shape of the matrix, for several inputs with matrices among them a tuple of gradients.
        """
        symbols = self._scalars(wrt)
        with self._own_rules():
            gradients = symbolic.gradient(self.expr, symbols)
        if not any(isinstance(symbol, sympy.MatrixSymbol) for symbol in symbols):
            return self._derived(sympy.Array(gradients))
        return self._derived(gradients[0] if len(gradients) == 1 else tuple(gradients))

    def jacobian(self, wrt: Any = None) -> CompiledFunction:
        """Compile the exact Jacobian: shape (..., m, n), rows over outputs, columns over ``wrt``.

        By a single matrix input the columns are those of its entries: of a vector in order, of a matrix
        stacked, as are the entries of a matrix that is the result.
        """
        symbols = self._variables("jacobian", wrt)
        with self._own_rules():
            result = symbolic.jacobian(self.expr, symbols)
        return self._derived(result)

    def hessian(self, wrt: Any = None) -> CompiledFunction:
        """Compile the exact Hessian of a scalar: shape (..., n, n), over the stacked columns of a matrix."""
        symbols = self._variables("hessian", wrt)
        with self._own_rules():
            result = symbolic.hessian(self.expr, symbols)
        return self._derived(result)

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

    def _variables(self, name: str, wrt: Any) -> Any:
        """Return a single matrix input, or the scalar ones that were asked for."""
        symbols = self._scalars(wrt)
        matrix = next((s for s in symbols if isinstance(s, sympy.MatrixSymbol)), None)
        if matrix is None:
            return symbols
        if len(symbols) == 1:
            return matrix
        raise InputTypeError(
            str(matrix),
            "one matrix among several inputs",
            expected=f"scalar inputs, or one matrix: {name} stacks one column per variable",
            hint=f"take one at a time: f.{name}({matrix})",
        )

    def _own_rules(self) -> AbstractContextManager[None]:
        """Leave the derivatives to torch where SymPy's are not those of what computes the functions."""
        options = {name: self.options[name] for name in ("ops", "functions", "complex")}
        return keeping(vocabulary_of(self.expr, **options).keeps)

    def _derived(self, expr: Any) -> CompiledFunction:
        return CompiledFunction(expr, self.inputs, **self.options)

    def _only_input(self) -> Any:
        if len(self.inputs) != 1:
            names = ", ".join(map(str, self.inputs))
            raise OptionError(
                "wrt", None, accepted=self.inputs, hint=f"the function has the inputs {names}; name one"
            )
        return self.inputs[0]

    def _scalars(self, wrt: Any) -> list[Any]:
        chosen = list(self.inputs) if wrt is None else [wrt] if isinstance(wrt, sympy.Basic) else list(wrt)
        for symbol in chosen:
            if symbol not in self.inputs:
                raise UnknownSymbolError(
                    str(symbol), [str(s) for s in self.inputs], where="the inputs of the function"
                )
        return chosen

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


def _inexact_or(value: Any, bound: Tensor, name: str) -> Tensor:
    """Return an array of inexact numbers as it is, and anything else as it was bound, real where it is."""
    tensor = value if isinstance(value, Tensor) else tensor_of(name, value)
    if tensor is not None and (tensor.is_floating_point() or tensor.is_complex()):
        return tensor
    return bound.real if bound.is_complex() and not isinstance(value, complex) else bound


def _is_complex(value: Any) -> bool:
    if isinstance(value, np.ndarray):
        return bool(value.dtype.kind == "c")
    return value.is_complex() if isinstance(value, Tensor) else isinstance(value, complex)
