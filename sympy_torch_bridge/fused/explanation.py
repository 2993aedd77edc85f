"""How a call is evaluated, in words and numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
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
    chosen : {"eager", "blocks", "native"}
        What runs: the emitted source, blocks of torch operations, or blocks of the native interpreter.
    reason : str
        Why it was chosen.
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
    """

    asked: str
    chosen: str
    reason: str
    operations: int
    with_gradient: int | None
    points: int
    registers: int | None
    regions: int | None
    native: str

    @classmethod
    def of(
        cls,
        program: Program,
        asked: str,
        reason: str,
        tensors: Sequence[Tensor],
        fused: Callable[[torch.dtype], FusedProgram] | None,
    ) -> Explanation:
        """Describe a call: plain where there is a reason against fusing it."""
        library = blocks.native_library()
        points = common_shape(tensors).numel() if tensors else 1
        chosen, with_gradient, registers, regions = "eager", None, None, None
        if fused is not None:
            joint = fused(tensors[0].dtype).with_gradient
            plan = joint.plan(tensors)
            schedule = plan.schedule
            chosen = "native" if plan.native else "blocks"
            reason = _reason(chosen, bool(library))
            with_gradient, registers = joint.operation_count, schedule.registers + schedule.truths
            regions = len(schedule.skips)
        return cls(
            asked=asked,
            chosen=chosen,
            reason=reason,
            operations=program.operation_count,
            with_gradient=with_gradient,
            points=points,
            registers=registers,
            regions=regions,
            native=str(library.path) if library else library.reason,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the facts by their names."""
        return asdict(self)

    def __str__(self) -> str:
        lines = [
            f"backend    {self.chosen} (asked for: {self.asked})",
            f"because    {self.reason}",
            f"operations {self.operations}"
            + (f", with gradient {self.with_gradient}" if self.with_gradient else ""),
            f"points     {self.points}",
        ]
        if self.registers is not None:
            lines.append(f"registers  {self.registers}")
        if self.regions:
            lines.append(f"regions    {self.regions}, left out of blocks in which no point needs them")
        return "\n".join([*lines, f"native     {self.native}"])


def _reason(chosen: str, has_library: bool) -> str:
    if chosen == "native":
        return "every operation is one of the native interpreter's"
    if not has_library:
        return "there is no native interpreter"
    return "an operation is none of the native interpreter's"
