"""How a network is called for an undefined function: one tensor for each argument, or all in one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from torch import nn

from ...errors import InputShapeError, OptionError

__all__ = [
    "Component",
    "Network",
    "by_function",
    "check_sizes",
    "is_stacked",
    "modules_in",
    "uncompiled",
    "with_modules",
]

_CONVENTIONS: Final = ("auto", "separate", "stacked")
_WAYS: Final = ("auto", "taylor", "autograd")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A torch callable for an undefined function, with how to call and how to differentiate it.

    A callable that needs nothing said can be given as it is.

    Parameters
    ----------
    function : callable
        A function or ``nn.Module``.
    inputs : {"auto", "separate", "stacked"}
        ``"separate"``: it takes one tensor of one shape for each argument, ``f(x, t)``. ``"stacked"``:
        it takes one tensor, whose last axis holds the arguments. ``"auto"``: stacked for an
        ``nn.Sequential``, an ``nn.Linear`` and a module whose ``forward`` takes one tensor where the
        function has several arguments, otherwise separate.
    derivatives : {"auto", "taylor", "autograd"}
        ``"taylor"``: all derivatives in one forward pass; an operation without a rule is refused.
        ``"autograd"``: one backward pass for each order. ``"auto"``: the first where every operation
        has a rule, otherwise the second.

    Raises
    ------
    OptionError
        One of the options is none of the accepted ones.

    Examples
    --------
    >>> import sympy, torch, sympy_torch_bridge as stb
    >>> x, t = sympy.symbols("x t")
    >>> u = sympy.Function("u")(x, t)
    >>> net = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
    >>> f = stb.compile(u.diff(x, 2), [x, t], functions={"u": Network(net, derivatives="taylor")})
    >>> f(torch.zeros(5), torch.zeros(5)).shape
    torch.Size([5])
    """

    function: Callable[..., Any]
    inputs: str = "auto"
    derivatives: str = "auto"

    def __post_init__(self) -> None:
        if self.inputs not in _CONVENTIONS:
            raise OptionError("inputs", self.inputs, accepted=_CONVENTIONS)
        if self.derivatives not in _WAYS:
            raise OptionError("derivatives", self.derivatives, accepted=_WAYS)

    @property
    def is_sequential(self) -> bool:
        """Whether it is a chain of layers, whose sizes are known and which takes one tensor."""
        return isinstance(self.function, nn.Sequential | nn.Linear)


@dataclass(frozen=True, slots=True, eq=False)
class Component:
    """One value of a network that returns those of several undefined functions."""

    network: Network
    names: tuple[str, ...]
    place: int


def by_function(functions: Mapping[Any, Any]) -> dict[Any, Any]:
    """Give each function of a tuple its component of the network that stands for all of them.

    Examples
    --------
    >>> import torch
    >>> found = by_function({("u", "v"): nn.Linear(2, 2), "p": torch.sin})
    >>> found["v"].place, found["u"].network is found["v"].network, found["p"] is torch.sin
    (1, True, True)
    """
    found: dict[Any, Any] = {}
    for key, value in functions.items():
        if not isinstance(key, tuple):
            found[key] = value
            continue
        network = value if isinstance(value, Network) else Network(value)
        names = tuple(str(getattr(part, "__name__", part)) for part in key)
        found.update({part: Component(network, names, place) for place, part in enumerate(key)})
    return found


def modules_in(functions: Mapping[Any, Any]) -> dict[str, nn.Module]:
    """Return the modules among the user's callables, by the names of the functions they stand for.

    The method ``forward`` of a module stands for it: its parameters are as much those of the formula.

    Examples
    --------
    >>> import torch
    >>> list(modules_in({("u", "v"): nn.Linear(2, 2), "w": Network(nn.Linear(1, 1)), "p": torch.sin}))
    ['u_v', 'w']
    """
    found = {}
    for key, value in functions.items():
        module = _module_of(value.function if isinstance(value, Network) else value)
        if module is not None:
            found[_name_of(key)] = module
    return found


def _module_of(function: Any) -> nn.Module | None:
    owner = getattr(function, "__self__", None)
    if isinstance(owner, nn.Module) and function in (owner.forward, owner.__call__):
        return owner
    return function if isinstance(function, nn.Module) else None


def _name_of(key: Any) -> str:
    parts = key if isinstance(key, tuple) else (key,)
    return "_".join(str(getattr(part, "__name__", part)) for part in parts)


def with_modules(functions: Mapping[Any, Any], modules: Mapping[str, Any]) -> dict[Any, Any]:
    """Return the user's callables with other modules, by the names of ``modules_in``.

    Examples
    --------
    >>> old, new = nn.Tanh(), nn.Sigmoid()
    >>> with_modules({"u": old, "w": Network(old)}, {"u": old, "w": new})["w"].function is new
    True
    """
    changed = dict(functions)
    for key, value in functions.items():
        module = modules.get(_name_of(key))
        if module is not None:
            changed[key] = replace(value, function=module) if isinstance(value, Network) else module
    return changed


def uncompiled(network: Network) -> Network:
    """Return the network as it was before ``torch.compile``, which hides its layers and its arguments.

    Torch compiles no derivatives of higher order inside of it either: compile the whole residual.

    Examples
    --------
    >>> layer = nn.Linear(2, 1)
    >>> uncompiled(Network(layer)).function is layer
    True
    """
    own = getattr(network.function, "_orig_mod", None)
    return network if own is None else replace(network, function=own)


def is_stacked(network: Network, arity: int) -> bool:
    """Tell whether the arguments go into one tensor.

    Examples
    --------
    >>> import torch
    >>> is_stacked(Network(nn.Linear(2, 1)), 2), is_stacked(Network(torch.hypot), 2)
    (True, False)
    """
    if network.inputs != "auto":
        return network.inputs == "stacked"
    function = network.function
    if isinstance(function, nn.Sequential):
        return arity > 1 or isinstance(next(_layers(function), None), nn.Linear)
    if isinstance(function, nn.Linear):
        return True
    if arity == 1 or not isinstance(function, nn.Module):
        return False
    return _takes(function, 1) and not _takes(function, arity)


def _layers(module: nn.Module) -> Iterator[nn.Module]:
    """Yield the layers of nested Sequentials in the order in which they run."""
    if isinstance(module, nn.Sequential):
        for child in module:
            yield from _layers(child)
    else:
        yield module


def _takes(module: nn.Module, number: int) -> bool:
    try:
        inspect.signature(module.forward).bind(*range(number))
    except TypeError:
        return False
    return True


def check_sizes(network: Network, name: str, arity: int, outputs: int) -> None:
    """Compare what the first and the last layer say with the equation, where they say something.

    Raises
    ------
    InputShapeError
        The network takes or returns another number of values than the function does.
    """
    module = network.function
    if not isinstance(module, nn.Sequential | nn.Linear) or not is_stacked(network, arity):
        return
    layers = list(_layers(module))
    if not layers:
        return
    first, last = layers[0], layers[-1]
    if isinstance(first, nn.Linear) and first.in_features not in (arity, 0):  # 0: not known before a call
        raise InputShapeError(
            [("first layer takes", (first.in_features,)), (f"arguments of {name}", (arity,))],
            why=f"the network for '{name}' takes {first.in_features} numbers a point, "
            f"and {name} has {arity} argument{'s' * (arity > 1)} in the equation",
            hint=f"make its first layer nn.Linear({arity}, {first.out_features})",
        )
    if isinstance(last, nn.Linear) and last.out_features != outputs:
        raise InputShapeError(
            [("last layer returns", (last.out_features,)), (f"values of {name}", (outputs,))],
            why=f"the network for '{name}' returns {last.out_features} numbers a point instead of {outputs}",
            hint="one network for several functions is bound to all of them: functions={('u', 'v'): network}"
            if last.out_features > outputs == 1
            else f"make its last layer nn.Linear({last.in_features}, {outputs})",
        )
