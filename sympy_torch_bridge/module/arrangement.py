"""The arrangement of the constants: which tensor of the module holds which of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from ..ops.local_parts import gathered
from .constants import Constant
from .constraints import Constraint, read_constraints
from .transforms import Packed, Transform, inverse

__all__ = ["PACKED", "Arrangement", "Slot", "arranged"]

PACKED = "packed"


@dataclass(frozen=True, eq=False)
class Slot:
    """A tensor, or a part of the packed one: one constant, or several on a simplex.

    Attributes
    ----------
    attribute : str
        Name of the tensor in the module.
    constants : tuple of Constant
    constraint : Constraint or None
    """

    attribute: str
    constants: tuple[Constant, ...]
    constraint: Constraint | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the constrained tensor."""
        first = self.constants[0]
        return tuple(first.value.shape) if len(self.constants) == 1 else (len(self.constants),)

    @property
    def free_shape(self) -> tuple[int, ...]:
        """The shape of the tensor that the optimizer moves: weights of sum 1 have one less."""
        is_simplex = self.constraint is not None and self.constraint.is_simplex
        return (prod(self.shape) - 1,) if is_simplex else self.shape

    def value(self) -> Tensor:
        """Return the initial values as one tensor."""
        values = [constant.value for constant in self.constants]
        return values[0].clone() if len(values) == 1 else torch.stack([value.reshape(()) for value in values])

    def transform(self) -> Transform | None:
        """Return the parametrization of the tensor."""
        label = ", ".join(constant.name for constant in self.constants)
        return self.constraint.transform(label, self.shape) if self.constraint else None


@dataclass(frozen=True, eq=False)
class Arrangement:
    """All tensors of a module: trained slots in the order of the constants, and buffers."""

    slots: tuple[Slot, ...]
    buffers: tuple[Slot, ...]
    is_packed: bool
    _has_one_each: bool = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Look at once for slots of several constants, which every call would ask."""
        object.__setattr__(self, "_has_one_each", all(len(slot.constants) == 1 for slot in self.slots))

    @property
    def constants(self) -> tuple[Constant, ...]:
        """The constants in the order in which :meth:`values` returns them."""
        return tuple(constant for slot in (*self.slots, *self.buffers) for constant in slot.constants)

    def found_in(self, module: nn.Module) -> Arrangement:
        """Return the arrangement as it is now: torch can remove a parametrization, and leaves the value."""
        kept = []
        for slot in self.slots:
            attribute = PACKED if self.is_packed else slot.attribute
            is_kept = parametrize.is_parametrized(module, attribute)
            kept.append(slot if is_kept else replace(slot, constraint=None))
        return replace(self, slots=tuple(kept))

    def to_dict(self) -> dict[str, Any]:
        """Return names, shapes and constraints in plain texts and numbers, for a checkpoint."""
        slots = [*((slot, True) for slot in self.slots), *((slot, False) for slot in self.buffers)]
        return {
            "packed": self.is_packed,
            "slots": [
                {
                    "attribute": slot.attribute,
                    "names": [constant.name for constant in slot.constants],
                    "shape": list(slot.shape),
                    "constraint": slot.constraint.to_list() if slot.constraint else None,
                    "trained": is_trained,
                }
                for slot, is_trained in slots
            ],
        }

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Arrangement:
        """Read what :meth:`to_dict` wrote; the constants have no symbols."""
        slots: dict[bool, list[Slot]] = {True: [], False: []}
        for one in facts["slots"]:
            names, shape = [str(name) for name in one["names"]], [int(n) for n in one["shape"]]
            if not names or (len(names) > 1 and shape != [len(names)]):
                raise ValueError(f"the shape {shape} does not fit the names {names}")
            # No memory is taken for what a checkpoint says of itself.
            value = torch.zeros((), dtype=torch.float64).expand(shape if len(names) == 1 else ())
            constants = tuple(Constant(None, name, None, value, one["trained"]) for name in names)
            constraint = None if one["constraint"] is None else Constraint.from_list(one["constraint"])
            slots[bool(one["trained"])].append(Slot(str(one["attribute"]), constants, constraint))
        return cls(tuple(slots[True]), tuple(slots[False]), bool(facts["packed"]))

    def register(self, module: nn.Module) -> None:
        """Make the tensors parameters and buffers of a module, with their constraints."""
        device = torch.get_default_device()
        for slot in self.buffers:
            module.register_buffer(slot.attribute, slot.value().to(device))
        if self.is_packed:
            whole = self.join([slot.value() for slot in self.slots])
            module.register_parameter(PACKED, nn.Parameter(whole.to(device)))
            if any(slot.constraint for slot in self.slots):
                parametrize.register_parametrization(module, PACKED, self.packing())
            return
        for slot in self.slots:
            module.register_parameter(slot.attribute, nn.Parameter(slot.value().to(device)))
            transform = slot.transform()
            if transform is not None:
                parametrize.register_parametrization(module, slot.attribute, transform)

    def packing(self) -> Packed:
        """Return the parametrization of the packed vector."""
        return Packed([prod(slot.shape) for slot in self.slots], [slot.transform() for slot in self.slots])

    def join(self, values: Sequence[Tensor]) -> Tensor:
        """Join the values of the slots into one vector."""
        flat = [value.reshape(-1) for value in values]
        return torch.cat(flat) if flat else torch.zeros(0, dtype=torch.float64)

    def split(self, vector: Tensor) -> list[Tensor]:
        """Split the packed vector into the values of the slots."""
        if all(slot.shape == () for slot in self.slots):
            return list(vector.unbind())
        parts = vector.split([prod(slot.shape) for slot in self.slots])
        return [part.reshape(slot.shape) for part, slot in zip(parts, self.slots, strict=True)]

    def state_keys(self) -> list[str]:
        """Return the keys of the tensors in a state dict, in the order of the slots."""
        buffers = [slot.attribute for slot in self.buffers]
        if self.is_packed:
            return [_key(PACKED, any(slot.constraint for slot in self.slots)), *buffers]
        return [*(_key(slot.attribute, slot.constraint) for slot in self.slots), *buffers]

    def state_shapes(self) -> list[tuple[int, ...]]:
        """Return the shapes of the tensors in a state dict, in the order of :meth:`state_keys`."""
        buffers = [slot.shape for slot in self.buffers]
        free = [slot.free_shape for slot in self.slots]
        return [(sum(map(prod, free)),), *buffers] if self.is_packed else [*free, *buffers]

    def take(self, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return the constrained value of each constant from the tensors of a state dict, by name."""
        tensors = [state[key] for key in self.state_keys()]
        trained = tensors[: 1 if self.is_packed else len(self.slots)]
        if self.is_packed:
            trained = self.split(self.packing()(trained[0]))
        else:
            transforms = [slot.transform() for slot in self.slots]
            trained = [x if t is None else t(x) for t, x in zip(transforms, trained, strict=True)]
        values: dict[str, Tensor] = {}
        for slot, tensor in zip(self.slots, trained, strict=True):
            parts = [tensor] if len(slot.constants) == 1 else tensor.unbind()
            values |= {c.name: part for c, part in zip(slot.constants, parts, strict=True)}
        rest = tensors[len(tensors) - len(self.buffers) :]
        return values | {s.constants[0].name: t for s, t in zip(self.buffers, rest, strict=True)}

    def give(self, values: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Return the tensors of a state dict from the constrained values; the inverse of :meth:`take`."""
        joined: list[Tensor] = []
        for slot in self.slots:
            parts = [values[constant.name] for constant in slot.constants]
            joined.append(parts[0] if len(parts) == 1 else torch.stack(parts))
        if self.is_packed:
            tensors = [self.packing().right_inverse(self.join(joined))]
        else:
            transforms = [slot.transform() for slot in self.slots]
            tensors = [inverse(t, x) for t, x in zip(transforms, joined, strict=True)]
        tensors += [values[slot.constants[0].name] for slot in self.buffers]
        return dict(zip(self.state_keys(), tensors, strict=True))

    def values(self, module: nn.Module) -> list[Tensor]:
        """Return the tensor of each constant; constraints are applied."""
        if self.is_packed:
            trained = self.split(gathered(getattr(module, PACKED)))
        else:
            trained = [_trained(module, slot.attribute) for slot in self.slots]
        if self._has_one_each:
            return [*trained, *(getattr(module, slot.attribute) for slot in self.buffers)]
        result: list[Tensor] = []
        for slot, tensor in zip(self.slots, trained, strict=True):
            result.extend([tensor] if len(slot.constants) == 1 else tensor.unbind())
        return [*result, *(getattr(module, slot.attribute) for slot in self.buffers)]


def arranged(
    constants: Sequence[Constant], constraints: Any, *, is_packed: bool, is_taken: Callable[[str], bool]
) -> Arrangement:
    """Arrange the constants; an attribute that the module has already, such as ``training``, gets a ``_``."""

    def attribute(names: Sequence[str]) -> str:
        name = "_".join(names)
        while is_taken(name) or name in used or name == PACKED:
            name += "_"
        used.add(name)
        return name

    used: set[str] = set()
    groups = read_constraints(constraints, [c for c in constants if c.is_trained])
    slots = [Slot(attribute([c.name for c in group]), group, constraint) for group, constraint in groups]
    buffers = [Slot(attribute([c.name]), (c,)) for c in constants if not c.is_trained]
    return Arrangement(tuple(slots), tuple(buffers), is_packed)


def _trained(module: nn.Module, attribute: str) -> Tensor:
    """Return a tensor of the module, whole in every process."""
    registered = module._parameters.get(attribute)  # getattr looks for it everywhere else first
    if type(registered) is nn.Parameter and not torch.compiler.is_compiling():
        return registered
    return gathered(getattr(module, attribute))


def _key(attribute: str, is_constrained: object) -> str:
    return f"parametrizations.{attribute}.original" if is_constrained else attribute
