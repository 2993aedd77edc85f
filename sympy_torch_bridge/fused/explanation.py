"""How a call is evaluated, in words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from torch import Tensor

from ..program import Program
from . import blocks
from .fused_program import FusedProgram
from .support import common_shape

__all__ = ["Explanation"]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What evaluates a call, and why.

    Parameters
    ----------
    asked : str
        The backend that was asked for.
    chosen : {"eager", "blocks", "native", "cuda"}
        What runs: the emitted source, blocks by NumPy and torch or by the native interpreter, or kernels
        of a GPU.
    gradient : {"eager", "blocks", "native", "cuda"}
        What runs for ``value_and_grad``, which has more operations.
    reason : str
        Why the first was chosen.
    operations : int
        Operations of the value.
    with_gradient : int or None
        Operations of value and gradient together, as the fused backend computes them.
    points : int
        The number of points of the call.
    registers : int or None
        Arrays of the length of a block that are in use at one time, for value and gradient.
    regions : int or None
        Parts of the operations that a block leaves out where no point needs them.
    native : str
        Where the native interpreter lies, or why there is none.
    crossover : int or None
        The fewest points from which the value is fused on this device, None where it never is.
    """

    asked: str
    chosen: str
    gradient: str
    reason: str
    operations: int
    with_gradient: int | None
    points: int
    registers: int | None
    regions: int | None
    native: str
    crossover: int | None

    @classmethod
    def of(
        cls,
        program: Program,
        asked: str,
        reason: str,
        tensors: Sequence[Tensor],
        fused: FusedProgram | None = None,
        against_gradient: str = "",
        crossover: int | None = None,
    ) -> Explanation:
        """Describe a call: plain where there is a reason against fusing it, or no fused program.

        ``against_gradient`` is that against fusing value and gradient together, ``crossover`` the fewest
        points from which the value is fused.
        """
        library = blocks.native_library()
        points = common_shape(tensors).numel() if tensors else 1
        chosen, gradient, with_gradient, registers, regions = "eager", "eager", None, None, None
        if fused is not None and not reason:
            chosen = _way(fused, tensors)
            reason = _reason(chosen, bool(library))
        if fused is not None and against_gradient and chosen != "eager":
            reason += f"; value and gradient together: {against_gradient}"
        elif fused is not None and not against_gradient:
            joint = fused.with_gradient
            gradient, with_gradient = _way(joint, tensors), joint.operation_count
            if tensors[0].is_cpu:
                schedule = joint.plan(tensors).schedule
                registers, regions = schedule.registers + schedule.truths, len(schedule.skips)
        return cls(
            asked=asked,
            chosen=chosen,
            gradient=gradient,
            reason=reason,
            operations=program.operation_count,
            with_gradient=with_gradient,
            points=points,
            registers=registers,
            regions=regions,
            native=str(library.path) if library else library.reason,
            crossover=crossover,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the facts by their names."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [
            f"backend    {self.chosen} (asked for: {self.asked})",
            *([f"gradient   {self.gradient}"] if self.gradient != self.chosen else []),
            f"because    {self.reason}",
            f"operations {self.operations}"
            + (f", with gradient {self.with_gradient}" if self.with_gradient else ""),
            f"points     {self.points}",
        ]
        if self.crossover is not None and self.crossover > 1:
            lines.append(f"crossover  fused from {self.crossover:,} points on")
        if self.registers is not None:
            lines.append(f"registers  {self.registers}")
        if self.regions:
            lines.append(f"regions    {self.regions}, left out of blocks in which no point needs them")
        return "\n".join([*lines, f"native     {self.native}"])


def _way(fused: FusedProgram, tensors: Sequence[Tensor]) -> str:
    if not tensors[0].is_cpu:
        return "cuda"
    return "native" if fused.plan(tensors).native else "blocks"


def _reason(chosen: str, has_library: bool) -> str:
    if chosen == "cuda":
        return "every operation is one of the kernels of a GPU"
    if chosen == "native":
        return "every operation is one of the native interpreter's"
    if not has_library:
        return "there is no native interpreter"
    return "an operation is none of the native interpreter's"
