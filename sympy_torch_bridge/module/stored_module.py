"""How a module is stored: its formula in every checkpoint, pickle by formula and options, deep copies."""

from __future__ import annotations

import copy
import warnings
from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, Self

from torch import Tensor, nn
from torch.nn.utils import parametrize

from .. import expression_record
from ..compiled_function import BACKENDS
from ..errors import CheckpointError, NonFiniteWarning, OptionError
from . import checkpoint, checkpoint_file, distributed_checkpoint
from .arrangement import Arrangement
from .checkpoint_values import require_present, require_values
from .given_formula import GivenFormula
from .stored_formula import digest

__all__ = ["StoredModule"]


class StoredModule(nn.Module):
    """The part of a module of a formula that stores it and brings it back."""

    _formula: GivenFormula
    _arrangement: Arrangement
    _options: dict[str, Any]
    _columns: tuple[int, ...] | None

    @classmethod
    def from_state_dict(
        cls,
        state_dict: Mapping[str, Any] | str | PathLike[str],
        *,
        functions: Mapping[Any, Callable[..., Any]] | None = None,
        backend: str = "eager",
    ) -> Self:
        """Build the module that a checkpoint was saved from, by the checkpoint alone.

        The formula is stored as a list of nodes; only classes of formulas are built from it, and no
        text is executed.

        Parameters
        ----------
        state_dict : mapping or path
            What ``module.state_dict()`` returned, or the file that ``torch.save`` wrote of it; that is
            read with ``weights_only=True``. The constants have the dtype and the device that they have
            in it.
        functions : mapping, optional
            The callables that the module was made with; they are not in the checkpoint.
        backend : {"eager", "fused", "auto"}
            What evaluates the formula; a checkpoint does not say it.

        Raises
        ------
        OptionError
            The backend is not known.
        CheckpointError
            The file is cut off or no checkpoint; there is no formula, or one that is damaged; the values
            do not fit it.
        MissingFunctionError
            The formula has a function of the user's that is not in ``functions``.

        Warns
        -----
        NonFiniteWarning
            A value is nan or infinite, as after a training that diverged.

        Examples
        --------
        >>> import sympy
        >>> from sympy_torch_bridge import SymPyModule
        >>> x = sympy.Symbol("x")
        >>> state = SymPyModule(2.5 * sympy.sin(x)).state_dict()
        >>> SymPyModule.from_state_dict(state).sympy()
        2.5*sin(x)
        """
        if backend not in BACKENDS:
            raise OptionError("backend", backend, accepted=BACKENDS)
        state = checkpoint_file.state_of(state_dict)
        facts = checkpoint.read(state.get(checkpoint.KEY))
        source = checkpoint.arrangement_of(facts)
        require_present(state, "", source)
        with warnings.catch_warnings():  # of values that are not finite, loading them says it
            warnings.simplefilter("ignore", NonFiniteWarning)
            require_values(state, "", source)
        try:
            given, options, chosen = checkpoint.arguments(facts)
            formula = {"expressions": given} if options.pop("is_stacked") else {"expr": given}
            module = cls(**formula, **options, functions=functions, backend=backend)
        except Exception as failure:
            raise checkpoint.refusal(facts, failure) from failure
        module._columns = chosen
        own = {**dict(module.named_parameters()), **dict(module.named_buffers())}
        for key in module._arrangement.state_keys():
            value = state.get(key)
            if isinstance(value, Tensor) and value.is_floating_point():
                own[key].data = own[key].data.to(value.device, value.dtype)
        module.load_state_dict(state)
        return module

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> Any:
        """Load the values of a checkpoint by name, as ``nn.Module`` does.

        Raises
        ------
        CheckpointError
            The checkpoint is damaged, belongs to another expression, or its values do not fit.
        """
        try:
            return super().load_state_dict(state_dict, strict=strict, assign=assign)
        except CheckpointError:
            raise
        except Exception as failure:  # torch says RuntimeError of shapes, hooks and setters anything
            raise CheckpointError("it does not fit the module.", why=f"{failure}") from failure

    def check_checkpoint(self, folder: str | PathLike[str], *, prefix: str = "") -> None:
        """Compare a checkpoint of torch.distributed.checkpoint with the module, before it is loaded.

        ``dcp.load`` writes the values of the checkpoint into those of the module, and only then can the
        module be asked whether it is that of its formula. Here the formula alone is read, by each process
        for itself.

        Parameters
        ----------
        folder : path
            What ``dcp.save`` wrote. Torch reads it with pickle: it has to come from someone you trust.
        prefix : str
            Where the module stands in the model that was saved, such as ``"law."``.

        Raises
        ------
        CheckpointError
            It belongs to another expression, arranges its values otherwise, or is damaged.
        """
        arrangement, own = self._arrangement.found_in(self), self.get_extra_state()
        distributed_checkpoint.require_fitting(folder, prefix, self._formula, arrangement, own)

    def get_extra_state(self) -> dict[str, Any]:
        """Return the formula in plain numbers and texts: part of every ``state_dict``."""
        arrangement = self._arrangement.found_in(self)
        return checkpoint.facts_of(self._formula, arrangement, self._options, self._columns)

    def set_extra_state(self, state: Any) -> None:
        """Accept the formula of a checkpoint, which has been compared already."""

    def _load_from_state_dict(
        self, state_dict: dict[str, Any], prefix: str, *args: Any, **kwargs: Any
    ) -> None:
        """Load by name: compare the formulas, and arrange the values as this module has them."""
        own = self.get_extra_state()
        checkpoint.adapt(state_dict, prefix, self._formula, self._arrangement.found_in(self), own)
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)

    def __reduce__(self) -> tuple[Any, ...]:
        kind = parametrize.type_before_parametrizations(
            self
        )  # torch makes a class for each parametrized module
        names = [constant.name for constant in self._arrangement.constants]
        options = {**self._options, "columns": self._columns, "names": names, "digest": _digest_of(self)}
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


def _rebuilt_module(kind: Any, record: Any, options: dict[str, Any]) -> Any:
    try:
        options = dict(options)
        columns_of, is_stacked, names, written = (options.pop(key) for key in _BESIDE)
        given = expression_record.unpack(record)
        # A class of the user's may begin otherwise; what it has beside the formula is in the state.
        base: Any = next(one for one in kind.__mro__ if one.__base__ is StoredModule)
        module = kind.__new__(kind)
        base.__init__(module, **{"expressions" if is_stacked else "expr": given}, **options)
    except Exception as failure:  # a forged record may fail anywhere on the way to a module
        why = f"{type(failure).__name__}: {failure}"
        raise CheckpointError("its formula makes no module.", why=why, hint=_PICKLE) from failure
    found = [constant.name for constant in module._arrangement.constants]
    if found != names:  # the values that follow would go to other constants
        raise CheckpointError(
            "its parameters are not those of its formula.",
            stored=f"{names}",
            expected=f"{found}",
            hint=_PICKLE,
        )
    if _digest_of(module) != written:
        raise CheckpointError(
            "its formula is not as it was written.", why="the checksum differs", hint=_PICKLE
        )
    module._columns = columns_of
    return module


def _digest_of(module: StoredModule) -> str:
    """Return a checksum of the formula, which knows neither the values of constants nor orders."""
    nodes = module._formula.nodes
    return digest(nodes, nodes[-1][1])


# What a pickle says besides the options of the class.
_BESIDE = ("columns", "is_stacked", "names", "digest")
_PICKLE = "a pickle belongs to the version of the library that wrote it: keep module.state_dict() instead"
