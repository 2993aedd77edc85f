"""What the layers of a network say about its derivatives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from torch import nn

from ...errors import UnsupportedFunctionError
from ..taylor import Kink, Orders

__all__ = ["dropout_refusal", "is_unfinished", "kinks_of_layers", "refuse_mixing"]

# The highest order of a derivative that leaves out no kink.
_SMOOTHNESS: Final[dict[type[nn.Module], int]] = {
    **dict.fromkeys((nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.PReLU, nn.RReLU, nn.SELU, nn.ELU), 1),
    **dict.fromkeys((nn.Hardtanh, nn.Hardswish, nn.Hardsigmoid, nn.Softshrink, nn.Threshold), 1),
    nn.Hardshrink: 0,
    nn.CELU: 2,
    nn.Softsign: 2,
}
_MIXING: Final = nn.modules.batchnorm._BatchNorm
_DROPOUT: Final = nn.modules.dropout._DropoutNd


def is_unfinished(function: Any) -> bool:
    """Whether a module takes the sizes of some weights from its first call, as ``nn.LazyLinear`` does.

    Examples
    --------
    >>> is_unfinished(nn.Sequential(nn.LazyLinear(4))), is_unfinished(nn.Linear(2, 4))
    (True, False)
    """
    return isinstance(function, nn.Module) and any(map(nn.parameter.is_lazy, function.parameters()))


def kinks_of_layers(function: Any, wanted: Sequence[Orders]) -> list[tuple[Orders, Kink]]:
    """List the derivatives that leave out the kinks of an activation among the layers of a module.

    Examples
    --------
    >>> found = kinks_of_layers(nn.Sequential(nn.Linear(1, 4), nn.ReLU(), nn.Linear(4, 1)), [(1,), (2,)])
    >>> [(orders, kink.operation) for orders, kink in found]
    [((2,), 'ReLU')]
    """
    if not isinstance(function, nn.Module):
        return []
    slots = frozenset(range(len(wanted[0])))
    found = []
    for layer in function.modules():
        order = 2 if isinstance(layer, nn.ELU) and layer.alpha == 1 else _SMOOTHNESS.get(type(layer))
        if order is not None:
            kink = Kink(order, slots, type(layer).__name__)
            found += [(orders, kink) for orders in wanted if sum(orders) > order]
    return found


def refuse_mixing(name: str, function: Any) -> None:
    """Refuse a batch norm that takes its statistics from the points, and dropout in training.

    Raises
    ------
    UnsupportedFunctionError
        Backward passes would add the influence of every point on the others to its derivative, or
        differentiate another random function at each point.
    """
    if not isinstance(function, nn.Module):
        return
    for layer in function.modules():
        if isinstance(layer, _MIXING) and (layer.training or not layer.track_running_stats):
            kind = type(layer).__name__
            hint = "it averages over the points, so that a value has no derivative at its own point alone; "
            hint += "call eval() on it"
            raise _refusal(name, kind, hint)
        if isinstance(layer, _DROPOUT) and layer.training and layer.p > 0:
            raise dropout_refusal(name, type(layer).__name__)


def dropout_refusal(name: str, kind: str) -> UnsupportedFunctionError:
    """Return the error for a dropout in training inside of the function of a name."""
    hint = "it leaves out other units at each point, so that the network is no function of its arguments; "
    return _refusal(name, kind, f"{hint}call eval() on the layer")


def _refusal(name: str, kind: str, hint: str) -> UnsupportedFunctionError:
    what = f"{kind} in the derivative of '{name}'"
    headline = f"cannot differentiate '{name}' point by point: {what}."
    return UnsupportedFunctionError(what, [name, kind], hint=hint, headline=headline)
