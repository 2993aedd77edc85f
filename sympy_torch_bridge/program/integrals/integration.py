"""Definite integrals as functions of their length and of the symbols in the integrand."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import torch
from torch import Tensor

# A module of torch's core, which has no stub.
from torch._C import _functorch as functorch  # pyright: ignore[reportAttributeAccessIssue]

from ...errors import LostGradientError
from ...ops.differentiable import Differentiable
from ..sums.summation import widened
from .panels import Panels, starting_panels
from .piece import Piece
from .quadrature import adapted, estimated

__all__ = ["DefiniteIntegral", "TracedIntegral"]


class DefiniteIntegral(Differentiable):
    """The sum of integrals of ``piece(s, *captured)`` for s from 0 to ``half``, or to infinity.

    A derivative by a captured symbol is the integral of the derivative, with an error control of its
    own; by ``half`` it is the integrand there. As the pieces are measured from the endpoints of the
    original integral, both exist where the integrand is singular at a moving endpoint.

    Parameters
    ----------
    pieces : sequence of Piece
    is_infinite : bool
    orders : sequence of int or None
        For each captured symbol how often the integrand may be differentiated by it: a symbol that
        moves a jump has 0, one that moves a kink 1.
    offsets : collection of int
        Captured symbols that are distances from a singular place. One that is 0 stays so whatever changes:
        the piece starts at the place. Its slope is 0, although the integral of the derivative may diverge.
    is_rough : bool
        Whether the integrand jumps, or has a kink, at a place that is not known.
    positions : tuple of int
        Captured symbols by which the pieces are differentiated.
    """

    is_traceable = False
    differentiates = True

    def __init__(
        self,
        pieces: Sequence[Piece],
        *,
        is_infinite: bool,
        orders: Sequence[int | None],
        offsets: Collection[int] = (),
        is_rough: bool = False,
        positions: tuple[int, ...] = (),
    ) -> None:
        super().__init__("Integral")
        self._orders, self._offsets, self._is_rough = tuple(orders), frozenset(offsets), is_rough
        self._pieces, self._is_infinite, self._positions = tuple(pieces), is_infinite, positions
        self._integrands = [piece.by(positions) for piece in pieces]
        self._partials: dict[int, DefiniteIntegral] = {}

    def evaluate(self, *arguments: Tensor) -> Tensor:
        """Return the integral, nan where the tolerance is not reached."""
        half, *captured = (widened(a).reshape(-1) for a in arguments)
        # A segment that lies outside the range is empty.
        is_usual = ((half != 0) & half.isfinite()) | self._is_infinite
        is_zero = (half == 0) | self._is_still(captured)
        is_usual &= ~is_zero
        half = torch.where(is_usual, half, 1)
        value, _, _ = adapted(
            self._integrands,
            half,
            captured,
            infinite=self._is_infinite,
            is_rough=self._is_rough,
            is_wanted=is_usual,
        )
        value = value if self._is_infinite else value * half
        value = torch.where(is_usual, value, torch.where(is_zero, 0, torch.nan))
        narrow = arguments[0].dtype
        dtype = narrow.to_complex() if value.is_complex() and not narrow.is_complex else narrow
        return value.reshape(arguments[0].shape).to(dtype)

    def partial(self, position: int, arguments: tuple[Tensor, ...]) -> Tensor:
        """Return the derivative by the length or by a captured symbol."""
        if position == 0:
            if self._is_infinite:
                return torch.zeros_like(arguments[0])
            total: Tensor = sum(piece(*arguments) for piece in self._integrands)  # type: ignore[assignment]
            total = torch.where(self._is_still(arguments[1:]), 0, total)
            if all(piece.end is None for piece in self._pieces) and not self._offsets:
                return total
            # A segment that is empty because its cut lies outside the range does not grow.
            return torch.where((arguments[0] == 0) & ~total.isfinite(), 0, total)
        if position not in self._partials:
            self._partials[position] = self._differentiated(position - 1)
        return self._partials[position](*arguments)

    def _differentiated(self, captured: int) -> DefiniteIntegral:
        order = self._orders[captured]
        if order is not None and len(self._positions) >= order:
            raise LostGradientError(
                "Integral",
                f"symbol {captured + 1} of its integrand",
                why="it moves a jump of the integrand, and where the jump lies is not known",
                hint="split the range of the integral where the integrand jumps",
            )
        return DefiniteIntegral(
            self._pieces,
            is_infinite=self._is_infinite,
            orders=self._orders,
            offsets=self._offsets,
            is_rough=self._is_rough,
            positions=(*self._positions, captured),
        )

    def _is_still(self, captured: Sequence[Tensor]) -> Tensor:
        """Where an offset by which is differentiated is 0."""
        still = torch.zeros((), dtype=torch.bool, device=captured[0].device if captured else None)
        for position in self._offsets.intersection(self._positions):
            still = still | (captured[position] == 0)
        return still


class TracedIntegral:
    """The same integral on panels that torch differentiates through.

    For integrands with functions of the user's, whose parameters are no arguments of the integrand. The
    panels are adapted to the value; inside vmap and in compiled graphs, where they cannot depend on
    it, they are fixed.
    """

    def __init__(
        self,
        pieces: Sequence[Piece],
        *,
        is_infinite: bool,
        is_rough: bool = False,
    ) -> None:
        self.__name__ = "integral"
        self._pieces, self._is_infinite, self._is_rough = list(pieces), is_infinite, is_rough

    def __call__(self, *arguments: Tensor) -> Tensor:
        """Evaluate on broadcastable tensors of one dtype; nan where the tolerance is not reached."""
        aligned = torch.broadcast_tensors(*arguments)
        half, *captured = (a.reshape(-1) for a in aligned)
        panels, is_reached = self._panels(half, captured)
        found = estimated(
            self._pieces, panels, half, captured, infinite=self._is_infinite, is_rough=self._is_rough
        )
        value = found.value.new_zeros(half.shape).index_add(0, panels.owner, found.value)
        if is_reached is None:
            size = torch.zeros_like(half.real).index_add(0, panels.owner, found.size)
            error = torch.zeros_like(half.real).index_add(0, panels.owner, found.error)
            is_reached = error <= max(1e-11, 50 * torch.finfo(size.dtype).eps) * size
        value = value if self._is_infinite else value * half
        return torch.where(is_reached, value, torch.nan).reshape(aligned[0].shape)

    def _panels(self, half: Tensor, captured: Sequence[Tensor]) -> tuple[Panels, Tensor | None]:
        if not torch.compiler.is_compiling():
            with torch.no_grad():
                trial = self._pieces[0](half, *captured)
            if not _is_mapped(trial):
                with torch.no_grad():
                    _, panels, is_reached = adapted(
                        self._pieces,
                        half.detach(),
                        [symbol.detach() for symbol in captured],
                        infinite=self._is_infinite,
                        is_rough=self._is_rough,
                    )
                return panels, is_reached
        extra = [n / 4 for n in range(1, 16)]
        return starting_panels(len(self._pieces), half, is_infinite=self._is_infinite, extra=extra), None


def _is_mapped(tensor: Tensor) -> bool:
    """Whether a transform of torch.func maps over the tensor: its values cannot be looked at."""
    while functorch.is_functorch_wrapped_tensor(tensor):
        if functorch.is_batchedtensor(tensor):
            return True
        tensor = functorch.get_unwrapped(tensor)
    return False
