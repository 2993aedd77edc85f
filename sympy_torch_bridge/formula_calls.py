"""How a compiled formula is called: on tensors, arrays and numbers, for its value and its gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn, cast

from torch import Tensor
from torch.compiler import is_compiling

from . import graph_nodes
from .array_gradient import array_gradient
from .arrays import array_values, has_arrays, is_array_call, is_complex
from .binding import Binder
from .errors import InputTypeError, OptionError
from .formula_derivatives import FormulaDerivatives
from .fused import Evaluator, Explanation
from .outputs import restored
from .program import Program
from .program.gradients.network import modules_in
from .value_gradient import value_and_gradient

__all__ = ["FORMULA_READERS", "FormulaCalls"]

# While a function is traced: what a compiled function gives there, or NotImplemented for its steps.
FORMULA_READERS: list[Callable[[Any, Sequence[Any]], Any]] = []


class FormulaCalls(FormulaDerivatives):
    """The methods of a compiled formula that evaluate it.

    Attributes
    ----------
    program : Program
        The shared computation.
    """

    program: Program
    _bind: Binder
    _evaluator: Evaluator
    _evaluate: Callable[..., Any]
    _is_one_tensor: bool
    _is_real_result: bool

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
        if not (kwargs or FORMULA_READERS or is_compiling()) and self._bind.is_settled(args):
            values = self._evaluate(*args)
            return values if self._is_one_tensor else restored(self.program.layout, values)
        if FORMULA_READERS:
            value = FORMULA_READERS[-1](self, self._bind.ordered(args, kwargs))
            if value is not NotImplemented:
                return value
        recorded = graph_nodes.recorded_call(self, "__call__", args, kwargs)
        if recorded is not None:
            return recorded
        values = self._evaluate(*self._bind(args, kwargs))
        if self._is_real_result and not any(map(is_complex, (*args, *kwargs.values()))):
            values = values.real
        if not self._is_one_tensor:
            values = restored(self.program.layout, values)
        return self._given_back(values, args, kwargs) if has_arrays(args, kwargs) else values

    def is_settled(self, args: Sequence[Any]) -> bool:
        """Whether a call by position needs nothing but the evaluation; quick, as every call asks it."""
        return not (FORMULA_READERS or is_compiling()) and self._bind.is_settled(args)

    def settled_value(self, tensors: Sequence[Tensor]) -> Any:
        """Evaluate on tensors for which :meth:`is_settled` holds."""
        values = self._evaluate(*tensors)
        return values if self._is_one_tensor else restored(self.program.layout, values)

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
        >>> from sympy_torch_bridge import CompiledFunction
        >>> x, n = sympy.symbols("x n")
        >>> value, (grad_n, grad_x) = CompiledFunction(x**n).value_and_grad(
        ...     torch.tensor(2), torch.tensor([3.0])
        ... )
        >>> value, grad_n, grad_x
        (tensor([9.]), None, tensor([6.]))
        """
        if not kwargs and self.is_settled(args):
            tensors: Sequence[Tensor] = args
            bound = tensors
        elif (recorded := graph_nodes.recorded_call(self, "value_and_grad", args, kwargs)) is not None:
            return cast("tuple[Any, tuple[Tensor | None, ...]]", recorded)  # unpacked as the tuple would be
        elif has_arrays(args, kwargs):
            given, bound = self._bind.ordered(args, kwargs), self._bind(args, kwargs)
            found = array_gradient(self.value_and_grad, self._bind.names, given, bound)
            result: tuple[Any, tuple[Any, ...]] = self._given_back(found, args, kwargs)
            return result
        else:
            bound = self._bind(args, kwargs)
            given = self._bind.ordered(args, kwargs)
            tensors = [g if isinstance(g, Tensor) else b for g, b in zip(given, bound, strict=True)]
        if self._evaluate is self._evaluator and (joint := self._fused_gradient(tensors, bound)):
            return joint
        return value_and_gradient(self, tensors)

    def _fused_gradient(
        self, tensors: Sequence[Tensor], bound: Sequence[Tensor]
    ) -> tuple[Any, tuple[Tensor | None, ...]] | None:
        """Return value and gradient from one fused program, None where the backend does not apply."""
        found = self._evaluator.value_and_grad(bound)
        if found is None:
            return None
        values, gradients = found
        return restored(self.program.layout, values), tuple(
            (gradient if gradient.dtype is tensor.dtype else gradient.to(tensor.dtype))
            if tensor.is_floating_point()
            else None
            for gradient, tensor in zip(gradients, tensors, strict=True)
        )

    def explain(self, /, *args: Any, **kwargs: Any) -> Explanation:
        """Say what evaluates a call, and why; see :func:`sympy_torch_bridge.explain`."""
        is_any_call = not args and not kwargs
        return self._evaluator.explain(None if is_any_call else self._bind(args, kwargs))

    def __prepare_scriptable__(self) -> NoReturn:
        """Refuse ``torch.jit.script``, which asks for what to read instead: the code is in no file."""
        raise InputTypeError(
            "what torch.jit.script is given",
            "a compiled formula, whose code is in no file",
            expected="functions and modules whose source torch can read",
            hint="torch.jit.trace(f, (x, y)) and torch.export record the operations of a formula",
        )

    def __fx_create_arg__(self, tracer: Any) -> Any:
        """Return the node that stands for the formula in a graph of torch.fx; torch asks for it."""
        networks = modules_in(self.options["functions"])
        if networks:  # their parameters would be in no module that the graph knows
            raise OptionError(
                "functions",
                list(networks),
                accepted=["functions that are no modules, where torch.fx records the call"],
                hint="SymPyModule(expr, inputs, parameters='none', functions=...) is one call in the graph, "
                "with the networks in it",
            )
        return graph_nodes.attribute_node(self, tracer)
