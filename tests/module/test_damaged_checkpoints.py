"""Checkpoints that were changed at random or on purpose: the same module, or an error that says why."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sympy
import torch
from saved_modules import facts_in, law, saved

import sympy_torch_bridge as stb
from sympy_torch_bridge.module.restored_formula import restored
from sympy_torch_bridge.module.seal import checksum, sealed

x, y, a, k = sympy.symbols("x y a k")
W = sympy.MatrixSymbol("W", 2, 2)
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)


MODULES: dict[str, Callable[[], stb.SymPyModule]] = {
    "symbols": lambda: law(constraints={k: "positive"}),
    "packed": lambda: law(packed=True),
    "floats": lambda: stb.SymPyModule(2.5 * sympy.sin(0.75 * x) + sympy.Rational(1, 3) * y**2),
    "branches": lambda: stb.SymPyModule(sympy.Piecewise((1.5 * x, x < 0.75), (sympy.Max(x, y), True))),
    "matrix": lambda: stb.SymPyModule(W * sympy.Matrix([x, 1.5]), parameters={W: [[1, 2], [3, 4]]}),
    "containers": lambda: stb.SymPyModule({"f": [2.5 * x, (x, sympy.pi)], "g": 0.25 * y}),
}
modules = pytest.mark.parametrize("make", MODULES.values(), ids=MODULES)


@modules
def test_every_change_of_a_letter_is_seen(make: Callable[[], stb.SymPyModule]) -> None:
    """240 changes of one character for each module: the formula, its text, or the checksum."""
    state, chance = saved(make()), random.Random(1)
    loaded = 0
    for _ in range(240):
        field = chance.choice(["facts", "facts", "facts", "text"])
        text = state["_extra_state"][field]
        at = chance.randrange(len(text))
        new = chance.choice([chr(ord(text[at]) ^ (1 << chance.randrange(7))), "", text[at] * 2, "0", '"'])
        changed = {
            **state,
            "_extra_state": {**state["_extra_state"], field: text[:at] + new + text[at + 1 :]},
        }
        if changed["_extra_state"] == state["_extra_state"]:
            loaded += 1
            continue
        with pytest.raises(stb.CheckpointError, match="cannot load the checkpoint"):
            stb.SymPyModule.from_state_dict(changed)
        with pytest.raises(stb.CheckpointError, match="cannot load the checkpoint"):
            make().load_state_dict(changed) if chance.random() < 0.1 else stb.SymPyModule.from_state_dict(
                changed
            )
    assert loaded < 60


ATOMS = [
    None, True, False, -1, 0, 1, 2, 3, 10**30, 0.5, float("nan"), float("inf"), "", "x", "k", "sin", "list",
    "constant", "Symbol", "Integer", "Float", "dict", "tuple", "function", "opaque", "MatrixSymbol", "Tuple",
    "Add", "Pow", [], {}, [0], ["Symbol", "z", {}], {"real": True}, ["dict", ["open('x')"], 0],
]  # fmt: skip


def changed_at_random(value: Any, chance: random.Random) -> Any:
    """Replace, leave out, repeat or exchange something anywhere inside."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        if chance.random() < 0.1:
            return {other: item for other, item in value.items() if other != key}
        return {**value, key: changed_at_random(value[key], chance)}
    if isinstance(value, list) and value and chance.random() < 0.9:
        at = chance.randrange(len(value))
        others = list(value)
        kind = chance.random()
        if kind < 0.1:
            del others[at]
        elif kind < 0.2:
            others.insert(at, others[at])
        elif kind < 0.3:
            to = chance.randrange(len(value))
            others[at], others[to] = others[to], others[at]
        else:
            others[at] = changed_at_random(others[at], chance)
        return others
    return chance.choice(ATOMS)


@pytest.mark.filterwarnings("ignore")  # SymPy's, of formulas that nobody would write
@modules
def test_forged_formulas_end_in_an_error_or_a_module(make: Callable[[], stb.SymPyModule]) -> None:
    """200 changes of the structure for each module, with a checksum that fits."""
    state, chance = saved(make()), random.Random(2)
    stored = state["_extra_state"]
    refused = 0
    for _ in range(200):
        facts = json.dumps(changed_at_random(facts_in(state), chance))
        forged = sealed(stored["text"], facts)
        try:
            found = stb.SymPyModule.from_state_dict({**state, "_extra_state": forged})
        except stb.CheckpointError:
            refused += 1
        else:
            assert isinstance(found, stb.SymPyModule)
    assert refused > 80


VALUES = [
    None,
    1.0,
    "1",
    [1.0],
    {},
    torch.tensor(1),
    torch.tensor(1j),
    torch.tensor(True),
    torch.ones(7),
    torch.ones(0),
]


@modules
def test_values_of_other_kinds(make: Callable[[], stb.SymPyModule]) -> None:
    state, module = saved(make()), make()
    before = {name: value.clone() for name, value in module.state_dict().items() if name != "_extra_state"}
    for key in before:
        for value in VALUES:
            for load in (module.load_state_dict, stb.SymPyModule.from_state_dict):
                with pytest.raises(stb.CheckpointError, match=re.escape(key)):
                    load({**state, key: value})
        without = {name: value for name, value in state.items() if name != key}
        for load in (module.load_state_dict, stb.SymPyModule.from_state_dict):
            with pytest.raises(stb.CheckpointError, match=re.escape(key)):
                load(without)
    for load in (module.load_state_dict, stb.SymPyModule.from_state_dict):
        with pytest.raises(stb.CheckpointError, match=r"Unexpected key.*more"):
            load({**state, "more": torch.tensor(1.0)})
    assert all(torch.equal(module.state_dict()[name], value) for name, value in before.items())


@pytest.mark.parametrize("given", [None, [], "no such text", 1, torch.ones(2), {}], ids=str)
def test_what_is_no_state_dict(given: Any, tmp_path: Path) -> None:
    if isinstance(given, str):
        given = tmp_path / "empty.pt"
        given.write_bytes(b"")
    with pytest.raises(stb.CheckpointError):
        stb.SymPyModule.from_state_dict(given)
    if not isinstance(given, Path):
        with pytest.raises(stb.CheckpointError):
            law().load_state_dict(given)


@pytest.mark.parametrize("change", [{"names": []}, {"names": ["a", "k"]}, {"shape": [10**12]}], ids=str)
def test_slots_that_do_not_fit(change: dict[str, Any]) -> None:
    state = saved(law())
    facts = facts_in(state)
    facts["arrangement"]["slots"][0] |= change
    written = json.dumps(facts)
    state["_extra_state"] = sealed(state["_extra_state"]["text"], written)
    for load in (law().load_state_dict, stb.SymPyModule.from_state_dict):
        with pytest.raises(stb.CheckpointError, match=r"parameters is damaged|size mismatch"):
            load(state)


def test_an_unknown_symbol() -> None:
    """A formula whose inputs leave one of its symbols out."""
    state = saved(law())
    facts = facts_in(state)
    inputs = facts["nodes"][-1][2]
    facts["nodes"][inputs] = ["list"]
    written = json.dumps(facts)
    state["_extra_state"] = sealed(state["_extra_state"]["text"], written)
    with pytest.raises(stb.CheckpointError, match="unknown symbol 'x'"):
        stb.SymPyModule.from_state_dict(state)


def test_newer_and_older_formats() -> None:
    state = saved(law())
    with pytest.raises(stb.CheckpointError, match="a newer version of the library wrote it"):
        stb.SymPyModule.from_state_dict({**state, "_extra_state": {**state["_extra_state"], "format": 4}})
    text, facts = state["_extra_state"]["text"], state["_extra_state"]["facts"].splitlines()[0]
    first = {"format": 1, "text": text, "facts": facts}
    second = first | {"format": 2, "checksum": checksum(text, facts)}
    for older in (first, second):
        assert stb.SymPyModule.from_state_dict({**state, "_extra_state": older}).sympy() == law().sympy()
    with pytest.raises(stb.CheckpointError, match="the checksum differs"):
        stb.SymPyModule.from_state_dict({**state, "_extra_state": second | {"text": f"{text} "}})
    for version in (0, True, "2", 2.0, None):
        with pytest.raises(stb.CheckpointError, match="this version reads 1 to 3"):
            stb.SymPyModule.from_state_dict({**state, "_extra_state": {**first, "format": version}})


class TestValuesThatAreNoNumbers:
    @pytest.mark.parametrize("value", [float("nan"), float("inf")], ids=str)
    def test_they_are_loaded_and_said(self, value: float) -> None:
        """As a training that diverged leaves them: one wants to look at it."""
        module = law()
        with torch.no_grad():
            module.k.fill_(value)
        state = saved(module)
        for load in (law().load_state_dict, stb.SymPyModule.from_state_dict):
            with pytest.warns(stb.NonFiniteWarning, match="nan or infinite: k") as caught:
                load(state)
            assert [w.message.names for w in caught] == [("k",)]

    def test_numbers_are_not_warned_of(self, recwarn: pytest.WarningsRecorder) -> None:
        law().load_state_dict(saved(law()))
        stb.SymPyModule.from_state_dict(saved(law()))
        assert not [w for w in recwarn if issubclass(w.category, stb.NonFiniteWarning)]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", ["dict", "list", "tuple"])
@pytest.mark.parametrize(
    "head", ["Tuple", "sin", "Add", "FiniteSet", "Dict", "function", "ImmutableDenseMatrix"]
)
def test_texts_in_containers_are_never_read_as_code(head: str, kind: str, tmp_path: Path) -> None:
    """SymPy evaluates texts in the containers that it is given as arguments."""
    target = tmp_path / "written"
    code = f"open({str(target)!r}, 'w').close()"
    container = ["dict", [code], 0] if kind == "dict" else [kind, 0]
    before: list[Any] = {"function": ["u"], "ImmutableDenseMatrix": [[1, 1]]}.get(head, [])
    with pytest.raises(stb.CheckpointError, match=f"has a {kind} inside a node"):
        restored([["Str", code], container, [head, *before, 1]])
    assert not target.exists()
    with pytest.raises(stb.CheckpointError, match="with the key"):
        restored([["Symbol", "x", {}], ["dict", [["x"]], 0]])


@pytest.mark.parametrize(
    "kind", ["ImmutableSparseMatrix", "ImmutableDenseMatrix", "ImmutableSparseNDimArray"]
)
def test_shapes_that_nothing_fills(kind: str) -> None:
    with pytest.raises(stb.CheckpointError, match="with 1 entries"):
        restored([["Symbol", "x", {}], [kind, [10**9, 10**9], 0]])
