"""SymPyModule: a formula whose constants can be trained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import sympy
from torch import Tensor, nn

from ..binding import Ordering
from ..compiled_function import CompiledFunction
from ..errors import OptionError
from ..fused import Explanation
from ..program.gradients.network import modules_in, with_modules
from . import columns, local_evaluation
from .arrangement import arranged
from .checkpoint import KEY
from .constants_beside import values_like
from .given_formula import GivenFormula, taken
from .graph_call import is_traced, recorded_module
from .stored_module import StoredModule
from .summary import summary

__all__ = ["SymPyModule"]


class SymPyModule(StoredModule):
    """A SymPy expression as an ``nn.Module`` with trainable constants.

    Parameters
    ----------
    expr : Expr, Matrix, or list, tuple, dict of expressions
        The formula.
    inputs : sequence of Symbol, optional
        The inputs of ``forward`` in order; default: the free symbols that are no parameters, in
        SymPy's default sort order.
    parameters : {"floats", "packed", "none"} or mapping
        ``"floats"`` makes every floating constant of the formula a parameter (integers and
        rationals stay exact); a mapping makes the named symbols parameters with initial values.
        ``"packed"`` means ``"floats"`` with ``packed=True``.
    packed : bool
        Keep all parameters in one vector ``packed``, as sharded training needs.
    functions : mapping, optional
        Torch callables for undefined functions, as in :func:`sympy_torch_bridge.compile`.
    constraints : {"assumptions", "none"} or mapping
        ``"assumptions"`` keeps a parameter where its symbol declares it to be, such as
        ``Symbol("k", positive=True)``. A mapping sets or replaces constraints by symbol or parameter
        name: ``"positive"``, ``"nonnegative"``, ``"negative"``, ``"nonpositive"``, ``(lower, upper)`` with
        None for no bound, an :class:`~sympy_torch_bridge.Interval`, ``"none"``; several symbols
        together, as a tuple, or a vector: ``"simplex"``.
    backend : {"eager", "fused", "auto"}
        What evaluates the formula, as in :func:`sympy_torch_bridge.compile`. It is no part of a checkpoint.
    expressions : sequence, optional
        Instead of ``expr``: a list whose outputs are stacked along the last axis.

    Raises
    ------
    OptionError
        An option, such as ``backend``, is none of the accepted forms, or not exactly one of ``expr`` and
        ``expressions`` is given.
    UnknownSymbolError
        A parameter does not occur in the expression, or a symbol is neither input nor parameter.
    AmbiguousNameError
        Two parameters would have one name.
    ConstraintError
        An initial value lies outside its constraint, or on the boundary.

    Notes
    -----
    Parameters start in double precision, so that no digit of the formula is lost; a batch in
    float32 still gives float32. ``module.to(dtype)`` converts them. A floating exponent is a
    parameter as well: write ``x**2`` rather than ``x**2.0`` for one that is not to be trained.

    Floating factors and terms that are not trained are buffers, as is a number inside
    ``sympy.UnevaluatedExpr`` whatever is trained; exponents, whole numbers and halves stay in the
    code, because they decide how the formula is computed.

    A constant is called after its place in the formula (``factor_sin``, ``offset``), a symbol by its
    name; what ``nn.Module`` has already, such as ``training``, gets an underscore.

    Examples
    --------
    >>> import torch
    >>> x = sympy.Symbol("x")
    >>> module = SymPyModule(2.5 * sympy.sin(x) + 0.5)
    >>> module(torch.tensor([0.0]))
    tensor([0.5000], grad_fn=<AddBackward0>)
    >>> sorted(name for name, _ in module.named_parameters())
    ['factor_sin', 'offset']
    >>> module.sympy()
    2.5*sin(x) + 0.5
    >>> k = sympy.Symbol("k", positive=True)
    >>> SymPyModule(sympy.exp(-k * x), parameters={k: 0.5}).k  # stays positive in training
    tensor(0.5000, dtype=torch.float64, grad_fn=<ClampBackward1>)
    """

    def __init__(
        self,
        expr: Any = None,
        inputs: Sequence[Any] | None = None,
        *,
        parameters: str | Mapping[Any, Any] = "floats",
        packed: bool = False,
        functions: Mapping[Any, Callable[..., Any]] | None = None,
        constraints: str | Mapping[Any, Any] = "assumptions",
        backend: str = "eager",
        expressions: Sequence[Any] | None = None,
    ) -> None:
        super().__init__()
        if (expr is None) == (expressions is None):
            raise OptionError(
                "expr", expr, accepted=("an expression", "expressions=[...]"), hint="give exactly one"
            )
        given, inputs = taken(expr, inputs, expressions, parameters)
        if parameters == "packed":
            parameters, packed = "floats", True
        self._options: dict[str, Any] = {
            "inputs": inputs if inputs is None else tuple(inputs),
            "parameters": dict(parameters) if isinstance(parameters, Mapping) else parameters,
            "packed": packed,
            "functions": dict(functions or {}),
            "constraints": constraints,
            "backend": backend,
            "is_stacked": expressions is not None,
        }
        self._columns: tuple[int, ...] | None = None
        self._formula = GivenFormula(given, inputs, parameters)
        self.inputs: tuple[Any, ...] = self._formula.inputs
        constants = self._formula.constants
        compiled = self._formula.compiled
        self._networks = self._registered(modules_in(functions or {}))
        self._arrangement = arranged(
            constants,
            constraints,
            is_packed=packed,
            is_taken=self._has,
        )
        self.function = CompiledFunction(
            compiled if expressions is None else sympy.Array(compiled),
            [*self.inputs, *(constant.symbol for constant in self._arrangement.constants)],
            functions=functions,
            backend=backend,
        )
        self._order = Ordering(self.inputs)
        self._arrangement.register(self)

    def _has(self, name: str) -> bool:
        """Whether the module or its parametrizations have, or will have, an attribute of the name."""
        return hasattr(self, name) or hasattr(nn.ModuleDict, name) or name in _LATER

    def _registered(self, networks: Mapping[str, nn.Module]) -> tuple[tuple[str, nn.Module], ...]:
        """Make networks inside the formula submodules, so that they are trained, moved and stored with it."""
        for name, network in networks.items():
            self.add_module(_PREFIX + name, network)
        return tuple(networks.items())

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute; a network in the place of another one becomes that of the formula."""
        super().__setattr__(name, value)
        # A graph of torch.compile can take the formula, and not make it.
        if name.startswith(_PREFIX) and isinstance(value, nn.Module) and "function" in self.__dict__:
            self._follow_networks()

    def _follow_networks(self) -> None:
        """Compile anew where another submodule stands in the place of a network, as tools put one there."""
        if all(self._modules[_PREFIX + name] is network for name, network in self._networks):
            return
        now = {name: self.get_submodule(_PREFIX + name) for name, _ in self._networks}
        functions = with_modules(self.function.options["functions"], now)
        options = {**self.function.options, "functions": functions}
        self.function = CompiledFunction(self.function.expr, self.function.inputs, **options)
        self._options["functions"] = functions
        self._networks = tuple(now.items())

    def forward(self, /, *args: Any, **kwargs: Any) -> Any:
        """Evaluate the formula; inputs by position or by symbol name, shapes broadcast."""
        if is_traced() and (recorded := recorded_module(self, args, kwargs)) is not None:
            return recorded
        if self._networks:
            self._follow_networks()
        constants = self._arrangement.values(self)
        tensors = (*args, *constants)
        if not kwargs and self._columns is None and self.function.is_settled(tensors):
            device = tensors[-1].device
            if all(tensor.device == device for tensor in args):
                return self.function.settled_value(tensors)
        given = self._ordered(args, kwargs)
        return self.function(*given, *values_like(constants, self.inputs, given))

    def explain(self, /, *args: Any, **kwargs: Any) -> Explanation:
        """Say what evaluates a call, and why; see :func:`sympy_torch_bridge.explain`."""
        if not args and not kwargs:
            return self.function.explain()
        given = self._ordered(args, kwargs)
        return self.function.explain(*given, *values_like(self._arrangement.values(self), self.inputs, given))

    @property
    def itself(self) -> SymPyModule:
        """The module: what a graph of torch.fx that records nothing but it reads it from."""
        return self

    def __prepare_scriptable__(self) -> NoReturn:
        """Refuse ``torch.jit.script`` as the formula itself does."""
        self.function.__prepare_scriptable__()

    def _ordered(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[Any]:
        if self._columns is None:
            return self._order(args, kwargs)
        return columns.split(self._columns, self._order.names, args, kwargs)

    def map_local(self, /, *args: Any, **kwargs: Any) -> Any:
        """Evaluate the formula where the points lie: each process computes its own part of a DTensor.

        The value is that of calling the module, and so are the gradients, summed over the processes for
        each constant. Torch decides for each operation on a DTensor how its parts lie; here this is
        decided once. The parts may differ in size.

        Parameters
        ----------
        *args, **kwargs
            The inputs: DTensors on one mesh, and numbers. Their shapes broadcast.

        Returns
        -------
        DTensor or container of DTensors
            Placed as the input with the most axes.

        Raises
        ------
        OptionError
            The formula has matrices, arrays or functions of the user's, which may need the points of other
            processes.
        InputTypeError
            No input is a DTensor.
        """
        given = self._ordered(args, kwargs)
        constants = values_like(self._arrangement.values(self), self.inputs, given)
        return local_evaluation.evaluated(self.function, self.inputs, given, constants)

    def named_constants(self) -> Iterator[tuple[str, Tensor]]:
        """Yield the name and the value of every constant, packed or not, under its constraint.

        Examples
        --------
        >>> x = sympy.Symbol("x")
        >>> module = SymPyModule(2.5 * sympy.sin(x) + 0.5, packed=True)
        >>> {name: value.item() for name, value in module.named_constants()}
        {'factor_sin': 2.5, 'offset': 0.5}
        """
        values = self._arrangement.values(self)
        for constant, value in zip(self._arrangement.constants, values, strict=True):
            yield constant.name, value

    def sympy(self) -> Any:
        """Return the expression with the current values; everything else is as it was given."""
        values = dict(zip(self._arrangement.constants, self._arrangement.values(self), strict=True))
        return self._formula.with_values(values)

    @classmethod
    def from_pysr(
        cls, equations: Any, symbols: Sequence[Any] | None = None, selection: Any = None, **options: Any
    ) -> SymPyModule:
        """Take over equations of PySR: a module of one matrix whose columns are the symbols.

        Parameters
        ----------
        equations : fitted regressor, expression, or list of expressions
            A regressor is asked for ``sympy()``, ``feature_names_in_`` and ``selection_mask_``. A list
            gives one output for each along the last axis.
        symbols : sequence of Symbol or str, optional
            Which symbol each selected column belongs to; default: those of the regressor.
        selection : sequence of int or bool, optional
            The columns that are used, by number or as a mask; default: all, in order.
        **options
            As of the class: ``parameters``, ``packed``, ``functions``, ``constraints``.

        Raises
        ------
        UnknownSymbolError
            An equation has a symbol without a column.
        OptionError
            There are not as many symbols as columns.

        Examples
        --------
        >>> import torch
        >>> x0, x1 = sympy.symbols("x0 x1")
        >>> module = SymPyModule.from_pysr([2.5 * sympy.sin(x0), x1 - 0.5], [x0, x1], selection=[2, 0])
        >>> module(torch.tensor([[1.5, 9.0, 0.0]])).tolist()
        [[0.0, 1.0]]
        """
        given, inputs, chosen = columns.of_pysr(equations, symbols, selection)
        formula = {"expressions": given} if isinstance(given, list) else {"expr": given}
        module = cls(**formula, inputs=inputs, **options)
        module._columns = chosen
        return module

    def extra_repr(self) -> str:
        """Show the formula in the module's repr."""
        return summary(self._formula, self._arrangement)

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {sympy.latex(self.sympy())}$"


# Before the name of a function: what the module calls the network that stands for it.
_PREFIX = "function_"
# Attributes that do not exist yet when the constants get their names, and the formula in a state dict.
_LATER = ("function", "_arrangement", "_order", "parametrizations", KEY)
