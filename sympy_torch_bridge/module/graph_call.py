"""Modules of formulas in the graphs of torch.fx: a leaf, as the modules of torch.nn are."""

from __future__ import annotations

from typing import Any

from torch import nn
from torch.fx import Proxy

from ..graph_nodes import proxy_among

__all__ = ["ITSELF", "called", "is_traced", "recorded_module"]

# The attribute by which a module that is traced alone finds itself: torch has no name for the root.
ITSELF = "itself"


# While torch traces, another function reads the attributes of modules.
_READ = nn.Module.__getattr__


def is_traced() -> bool:
    """Whether torch.fx traces a module or a function; quick, as every call of a module asks it."""
    return nn.Module.__getattr__ is not _READ


def called(module: Any, args: Any, kwargs: Any) -> Any:
    """Call a module with a sequence and a mapping of arguments: the one node of a module traced alone."""
    proxy = proxy_among((module, args, kwargs))
    if proxy is not None:
        return proxy.tracer.create_proxy("call_function", called, (module, args, kwargs), {})
    return module(*args, **dict(kwargs))


def recorded_module(module: nn.Module, args: Any, kwargs: Any) -> Any:
    """Record the call of a module as one node, None where nothing is recorded.

    Of a module that is traced alone torch gives one proxy for all positional arguments, and one for those
    by name.
    """
    alone = proxy_among((args, kwargs))
    if alone is not None:
        return called(alone.tracer.create_proxy("get_attr", ITSELF, (), {}), args, kwargs)
    proxy = proxy_among((*args, *kwargs.values()))
    if proxy is None:
        proxy = _parameter_proxy(module)
        if proxy is None:
            return None
    tracer: Any = proxy.tracer
    return tracer.create_proxy("call_module", tracer.path_of_module(module), tuple(args), dict(kwargs))


def _parameter_proxy(module: nn.Module) -> Proxy | None:
    """Return the proxy that a parameter is while torch traces: the call of a constant belongs there, too."""
    for path, _ in module.named_parameters():
        *parents, name = path.split(".")
        owner: Any = module
        for parent in parents:
            owner = getattr(owner, parent)
        return proxy_among([getattr(owner, name)])
    return None
