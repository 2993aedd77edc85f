"""How a module is stored: its formula in every checkpoint, pickle by formula and options, deep copies."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any, Self

from torch import Tensor, nn
from torch.nn.utils import parametrize

from .. import expression_record
from ..errors import BridgeError, CheckpointError
from . import checkpoint
from .arrangement import Arrangement
from .given_formula import GivenFormula

__all__ = ["StoredModule"]


class StoredModule(nn.Module):
    """The part of a module of a formula that stores it and brings it back."""

    _formula: GivenFormula
    _arrangement: Arrangement
    _options: dict[str, Any]
    _columns: tuple[int, ...] | None

    @classmethod
    def from_state_dict(
        cls, state_dict: Mapping[str, Any], *, functions: Mapping[Any, Callable[..., Any]] | None = None
    ) -> Self:
        """Build the module that a checkpoint was saved from, by the checkpoint alone.

        The formula is stored as a list of nodes; only classes of formulas are built from it, and no
        text is executed.

        Parameters
        ----------
        state_dict : mapping
            What ``module.state_dict()`` returned, say from ``torch.load(path, weights_only=True)``.
            The constants have the dtype and the device that they have in it.
        functions : mapping, optional
            The callables that the module was made with; they are not in the checkpoint.

        Raises
        ------
        CheckpointError
            The mapping has no formula, or one that is damaged.

        Examples
        --------
        >>> import sympy
        >>> from sympy_torch_bridge import SymPyModule
        >>> x = sympy.Symbol("x")
        >>> state = SymPyModule(2.5 * sympy.sin(x)).state_dict()
        >>> SymPyModule.from_state_dict(state).sympy()
        2.5*sin(x)
        """
        facts = checkpoint.read(state_dict.get(checkpoint.KEY))
        given, options, chosen = checkpoint.arguments(facts)
        formula = {"expressions": given} if options.pop("is_stacked") else {"expr": given}
        try:
            module = cls(**formula, **options, functions=functions)
        except BridgeError:
            raise
        except Exception as failure:
            raise CheckpointError("its formula makes no module.", why=f"{failure}") from failure
        module._columns = chosen
        own = {**dict(module.named_parameters()), **dict(module.named_buffers())}
        for key in module._arrangement.state_keys():
            value = state_dict.get(key)
            if isinstance(value, Tensor) and value.is_floating_point():
                own[key].data = own[key].data.to(value.device, value.dtype)
        module.load_state_dict(state_dict)
        return module

    def get_extra_state(self) -> dict[str, Any]:
        """Return the formula in plain numbers and texts: part of every ``state_dict``."""
        return checkpoint.facts_of(self._formula, self._arrangement, self._options, self._columns)

    def set_extra_state(self, state: Any) -> None:
        """Accept the formula of a checkpoint, which has been compared already."""

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, *args: Any, **kwargs: Any
    ) -> None:
        """Load by name: compare the formulas, and arrange the values as this module has them."""
        own = self.get_extra_state()
        checkpoint.adapt(state_dict, prefix, self._formula, self._arrangement, own)
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        kind = parametrize.type_before_parametrizations(
            self
        )  # torch makes a class for each parametrized module
        options = {**self._options, "columns": self._columns}
        state = {key: value for key, value in self.__dict__.items() if key not in _REBUILT}
        return _rebuilt_module, (kind, expression_record.pack(self._formula.given), options), state

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        replica = type(self).__new__(type(self))
        memo[id(self)] = replica
        memo.update({id(self.__dict__[name]): self.__dict__[name] for name in _FIXED})
        replica.__dict__ = {key: copy.deepcopy(value, memo) for key, value in self.__dict__.items()}
        return replica


# Attributes that never change, and those that come from the arguments again.
_FIXED = ("_formula", "_arrangement", "inputs", "_order")
_REBUILT = ("function", "_options", *_FIXED)


def _rebuilt_module(kind: type[Any], record: Any, options: dict[str, Any]) -> Any:
    options = dict(options)
    columns_of, is_stacked = options.pop("columns"), options.pop("is_stacked")
    given = expression_record.unpack(record)
    module = kind(**{"expressions" if is_stacked else "expr": given}, **options)
    module._columns = columns_of
    return module
