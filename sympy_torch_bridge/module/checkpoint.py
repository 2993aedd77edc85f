"""Checkpoints: the formula travels with the state, is compared on loading, and can be built from it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import prod
from typing import Any

import torch
from torch import Tensor

from ..errors import CheckpointError, ConstraintError, MissingFunctionError, UnsupportedFunctionError
from .arrangement import Arrangement, Slot
from .checkpoint_values import require_present, require_values
from .constants import Constant
from .given_formula import GivenFormula
from .place_names import symbol_name
from .restored_formula import restored
from .seal import FORMAT, checksum, sealed, unsealed
from .stored_formula import digest

__all__ = ["KEY", "adapt", "arguments", "arrangement_of", "compare", "facts_of", "read", "refusal"]

KEY = "_extra_state"
_ANOTHER = (
    "SymPyModule.from_state_dict(state) builds the module of the checkpoint; to load by name all the same, "
    "leave the formula out: {k: v for k, v in state.items() if not k.endswith('_extra_state')}"
)
_DAMAGED = "load the values by name into a module made from the formula, without '_extra_state'"
_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "text": str, "nodes": list, "parameters": str, "arrangement": dict, "is_stacked": bool,
    "columns": (list, type(None)),
}  # fmt: skip


def facts_of(
    formula: GivenFormula, arrangement: Arrangement, options: Mapping[str, Any], columns: Sequence[int] | None
) -> dict[str, Any]:
    """Return what a checkpoint says besides the values: the formula for people, and all facts as JSON.

    One text and no nested lists: torch.distributed.checkpoint takes those apart, and loses empty ones.
    It also loads only what has all entries of the module, so that no version may add one.
    """
    parameters = options["parameters"]
    facts = {
        "nodes": formula.nodes,
        "parameters": parameters if isinstance(parameters, str) else "symbols",
        "arrangement": arrangement.to_dict(),
        "is_stacked": options["is_stacked"],
        "columns": None if columns is None else list(columns),
    }
    return sealed(formula.text, json.dumps(facts))


def read(stored: Any) -> Mapping[str, Any]:
    """Check that a checkpoint says what it has to say.

    Raises
    ------
    CheckpointError
        A field is missing or has the wrong type, or another version of the library wrote it.
    """
    if not isinstance(stored, Mapping):
        what = "it holds no formula." if stored is None else f"its formula is a {type(stored).__name__}."
        raise CheckpointError(what, hint=_DAMAGED)
    version = stored.get("format")
    if type(version) is not int or not 1 <= version <= FORMAT:
        is_newer = type(version) is int and version > FORMAT
        raise CheckpointError(
            f"its format is {version!r:.40}; this version reads 1 to {FORMAT}.",
            why="a newer version of the library wrote it" if is_newer else "",
            hint=_DAMAGED,
        )
    try:
        written, found = unsealed(stored, version)
        if found is not None and found != checksum(stored["text"], written):
            raise CheckpointError(
                "its formula is not as it was written.", why="the checksum differs", hint=_DAMAGED
            )
        facts = {**json.loads(written), "text": stored.get("text")}
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as failure:
        raise CheckpointError(
            "the facts of its formula are damaged.", why=f"{type(failure).__name__}: {failure}", hint=_DAMAGED
        ) from failure
    for field, kind in _FIELDS.items():
        if field not in facts or not isinstance(facts[field], kind):
            raise CheckpointError(
                f"its formula has no proper '{field}': {facts.get(field)!r:.60}.", hint=_DAMAGED
            )
    return facts


def arrangement_of(facts: Mapping[str, Any]) -> Arrangement:
    """Return how the values of a checkpoint are arranged."""
    try:
        return Arrangement.from_dict(facts["arrangement"])
    except Exception as failure:
        raise CheckpointError(
            "what it says of its parameters is damaged.",
            why=f"{type(failure).__name__}: {failure}",
            hint=_DAMAGED,
        ) from failure


def arguments(facts: Mapping[str, Any]) -> tuple[Any, dict[str, Any], tuple[int, ...] | None]:
    """Return the formula, the options and the columns of the module that a checkpoint was saved from."""
    parts = restored(facts["nodes"])
    if not isinstance(parts, list) or [isinstance(p, list) for p in parts[1:]] != [True, True]:
        raise CheckpointError("its nodes are not a formula with inputs and parameters.", hint=_DAMAGED)
    given, inputs, symbols = parts
    if facts["is_stacked"] and not isinstance(given, list):
        raise CheckpointError("its formula is to be a list.", hint=_DAMAGED)
    slots = arrangement_of(facts).slots
    options: dict[str, Any] = {
        "inputs": inputs,
        "parameters": facts["parameters"],
        "packed": bool(facts["arrangement"]["packed"]),
        "constraints": {key: _option(slot) for slot in slots for key in _keys(slot)},
        "is_stacked": facts["is_stacked"],
    }
    if facts["parameters"] == "symbols":
        beginnings = {c.name: _beginning(slot, c) for slot in slots for c in slot.constants}
        names = [symbol_name(symbol) for symbol in symbols]
        if set(names) - set(beginnings):
            raise CheckpointError("its parameters are not those of its formula.", hint=_DAMAGED)
        options["parameters"] = {s: beginnings[name] for s, name in zip(symbols, names, strict=True)}
    return given, options, _columns(facts["columns"])


def _columns(places: Sequence[Any] | None) -> tuple[int, ...] | None:
    if places is None:
        return None
    if not all(type(place) is int for place in places):
        raise CheckpointError(f"its columns are no whole numbers: {places!r:.60}.", hint=_DAMAGED)
    return tuple(places)


def refusal(facts: Mapping[str, Any], failure: Exception) -> CheckpointError:
    """Return what a failure says of a checkpoint: a function that the user has to give, or damage."""
    if isinstance(failure, CheckpointError):
        return failure
    if isinstance(failure, UnsupportedFunctionError) and any(
        node[:2] == ["function", failure.function] for node in facts["nodes"]
    ):
        return MissingFunctionError(failure.function, failure.path)
    return CheckpointError(
        "its formula makes no module.", why=f"{type(failure).__name__}: {failure}", hint=_DAMAGED
    )


def _keys(slot: Slot) -> list[Any]:
    """Return what stands for a slot among the constraints: the weights of a simplex, or each name alone."""
    names = [constant.name for constant in slot.constants]
    return [tuple(names)] if len(names) > 1 and slot.constraint is not None else names


def _option(slot: Slot) -> Any:
    if slot.constraint is None:
        return "none"
    return "simplex" if slot.constraint.is_simplex else slot.constraint.interval


def _beginning(slot: Slot, constant: Constant) -> Tensor:
    """Return a value that the constraint allows; the one of the checkpoint replaces it."""
    if slot.constraint is None:
        return constant.value
    inside = 1 / prod(slot.shape) if slot.constraint.is_simplex else slot.constraint.some_value()
    return torch.full_like(constant.value, inside)


def adapt(
    state: dict[str, Any], prefix: str, formula: GivenFormula, own: Arrangement, facts: Mapping[str, Any]
) -> None:
    """Compare the formula of a checkpoint with that of the module, and arrange its values as here.

    Parameters
    ----------
    state : dict
        The checkpoint, changed in place.
    prefix : str
        Where the module stands in it.
    formula, own, facts
        What the module is, how it arranges its constants, and what it would store itself.

    Raises
    ------
    CheckpointError
        The checkpoint is damaged or belongs to another expression, or its values do not fit.
    """
    given = state.get(prefix + KEY)
    if given is None:  # made by hand, or left out on purpose: the names alone count
        state[prefix + KEY] = facts
        source = own
    else:
        stored_facts = read(given)
        compare(stored_facts, formula)
        source = arrangement_of(stored_facts)
    require_values(state, prefix, source)
    if source.to_dict() != own.to_dict():
        _rearrange(state, prefix, source, own)


def compare(facts: Mapping[str, Any], formula: GivenFormula) -> None:
    """Compare the formulas themselves: the order of inputs and parameters is each module's own.

    Raises
    ------
    CheckpointError
        They differ, or the one of the checkpoint is damaged.
    """
    try:
        digests = [digest(nodes, nodes[-1][1]) for nodes in (facts["nodes"], formula.nodes)]
    except Exception as failure:
        raise CheckpointError(
            "the nodes of its formula are damaged.", why=f"{type(failure).__name__}: {failure}", hint=_DAMAGED
        ) from failure
    if digests[0] != digests[1]:
        raise CheckpointError(
            "it belongs to another expression.", stored=facts["text"], expected=formula.text, hint=_ANOTHER
        )


def _rearrange(state: dict[str, Any], prefix: str, source: Arrangement, own: Arrangement) -> None:
    """Take the values out of the checkpoint by name, and put them in as the module has them."""
    require_present(state, prefix, source)
    values = source.take({key: state.pop(prefix + key) for key in source.state_keys()})
    wanted = {constant.name for constant in own.constants}
    if wanted != set(values):
        raise CheckpointError(
            "it has other parameters than the module.",
            stored=", ".join(sorted(values)) or "(none)",
            expected=", ".join(sorted(wanted)) or "(none)",
        )
    try:
        state.update({prefix + key: value for key, value in own.give(values).items()})
    except ConstraintError as failure:
        raise CheckpointError(
            "a value is outside the constraint that the module has.", why=str(failure)
        ) from failure
