"""Formulas in the graphs of torch.fx: a call is one node, as that of a layer of torch.nn is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from torch import nn
from torch.fx import Node, Proxy, Tracer

__all__ = ["attribute_node", "proxy_among", "recorded_call"]

_NAME = "_formula_"


def proxy_among(values: Iterable[Any]) -> Proxy | None:
    """Return the first value that stands for one of a graph, None where nothing is recorded."""
    for value in values:
        if isinstance(value, Proxy):
            return value
    return None


def recorded_call(formula: Any, method: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Proxy | None:
    """Record the call of a method as one node, None where no argument belongs to a graph.

    Examples
    --------
    >>> import sympy, torch
    >>> import sympy_torch_bridge as stb
    >>> f = stb.compile(sympy.sin(sympy.Symbol("x")))
    >>> graph = torch.fx.symbolic_trace(lambda x: f(x) + 1)
    >>> [node.op for node in graph.graph.nodes]
    ['placeholder', 'get_attr', 'call_method', 'call_function', 'output']
    """
    proxy = proxy_among((*args, *kwargs.values()))
    if proxy is None:
        return None
    return proxy.tracer.create_proxy("call_method", method, (formula, *args), dict(kwargs))


def attribute_node(formula: Any, tracer: Any) -> Node:
    """Return the node that reads a formula from the traced module, which is given it if it has it nowhere.

    Torch keeps tensors that a traced function takes from outside in the same way.
    """
    root = tracer.root if isinstance(tracer, Tracer) else None
    if root is None:  # nowhere to keep it; torch raises the same of an argument that a graph cannot hold
        raise NotImplementedError(f"{formula!r} cannot be kept in a graph that no module belongs to")
    name = _attribute_of(root, formula)
    if name is None:
        name = next(free for i in range(len(vars(root)) + 1) if not hasattr(root, free := f"{_NAME}{i}"))
        setattr(root, name, formula)
    node: Node = tracer.create_node("get_attr", name, (), {})
    return node


def _attribute_of(root: nn.Module, formula: Any) -> str | None:
    for path, module in root.named_modules():
        for name, value in vars(module).items():
            if value is formula:
                return f"{path}.{name}" if path else name
    return None
