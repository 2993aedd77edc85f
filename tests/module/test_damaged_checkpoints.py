"""Checkpoints that were changed at random or on purpose: the same module, or an error that says why."""

from __future__ import annotations

import io
import json
import pickle
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sympy
import torch
from saved_modules import facts_in, saved

import sympy_torch_bridge as stb
from sympy_torch_bridge.module.restored_formula import restored
from sympy_torch_bridge.module.seal import checksum, sealed

x, y, a, k = sympy.symbols("x y a k")
W = sympy.MatrixSymbol("W", 2, 2)
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)


def law(**options: Any) -> stb.SymPyModule:
    return stb.SymPyModule(a * sympy.exp(-k * x), **{"parameters": {a: 2.0, k: 0.5}, **options})


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


class TestFiles:
    def test_a_path_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "law.pt"
        torch.save(law().state_dict(), path)
        for given in (path, str(path)):
            assert stb.SymPyModule.from_state_dict(given).sympy() == law().sympy()

    @pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.999])
    def test_a_file_that_is_cut_off(self, part: float, tmp_path: Path) -> None:
        path = tmp_path / "law.pt"
        torch.save(law().state_dict(), path)
        whole = path.read_bytes()
        path.write_bytes(whole[: int(part * len(whole))])
        with pytest.raises(stb.CheckpointError, match="is cut off" if part else "is empty") as caught:
            stb.SymPyModule.from_state_dict(path)
        assert str(path) in caught.value.what
        assert "torch.save(module.state_dict(), path)" in caught.value.hint
        path.write_bytes(whole)
        assert stb.SymPyModule.from_state_dict(path).sympy() == law().sympy()

    @pytest.mark.parametrize("kind", ["pickle", "torch"])
    def test_a_file_of_a_whole_module(self, kind: str, tmp_path: Path) -> None:
        """Nothing in it is run; what is wrong with it, or how it is read, is said."""
        path = tmp_path / "law"
        path.write_bytes(pickle.dumps(law())) if kind == "pickle" else torch.save(law(), path)
        whole = path.read_bytes()
        reader = "pickle.load(file)" if kind == "pickle" else "torch.load(path, weights_only=False)"
        with pytest.raises(stb.CheckpointError, match="holds a whole module, and no state dict") as caught:
            stb.SymPyModule.from_state_dict(path)
        assert reader in caught.value.hint
        with path.open("rb") as file:  # as the hint says
            again = eval(reader, {"pickle": pickle, "torch": torch, "file": file, "path": path})
        torch.save(again.state_dict(), tmp_path / "state.pt")
        assert stb.SymPyModule.from_state_dict(tmp_path / "state.pt").sympy() == law().sympy()
        for length in (9, len(whole) // 3, len(whole) - 1):
            path.write_bytes(whole[:length])
            with pytest.raises(stb.CheckpointError, match="is cut off"):
                stb.SymPyModule.from_state_dict(path)

    def test_a_damaged_letter_in_a_file_of_a_whole_module(self, tmp_path: Path) -> None:
        whole = pickle.dumps(law())
        path = tmp_path / "law.pkl"
        for place in range(0, len(whole), 7):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x81]) + whole[place + 1 :])
            with pytest.raises(stb.CheckpointError, match=r"law\.pkl"):
                stb.SymPyModule.from_state_dict(path)

    def test_a_pickle_that_would_run_code(self, tmp_path: Path) -> None:
        class Trap:
            def __reduce__(self) -> Any:
                return Path.touch, (tmp_path / "run",)

        path = tmp_path / "trap.pkl"
        path.write_bytes(pickle.dumps(Trap()))
        with pytest.raises(stb.CheckpointError, match="holds other objects"):
            stb.SymPyModule.from_state_dict(path)
        assert not (tmp_path / "run").exists()

    @pytest.mark.parametrize("content", [b"hello", b"PK", b"\x80", bytes(100)])
    def test_other_files(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "law.pt"
        path.write_bytes(content)
        with pytest.raises(stb.CheckpointError, match=r"is cut off|is damaged, or no state dict"):
            stb.SymPyModule.from_state_dict(path)

    def test_other_archives_and_the_older_format(self, tmp_path: Path) -> None:
        path = tmp_path / "law.zip"
        with ZipFile(path, "w") as archive:
            archive.writestr("readme", "nothing")
        with pytest.raises(stb.CheckpointError, match="is damaged, or no state dict"):
            stb.SymPyModule.from_state_dict(path)
        torch.save(law().state_dict(), path, _use_new_zipfile_serialization=False)
        assert stb.SymPyModule.from_state_dict(path).sympy() == law().sympy()
        path.write_bytes(path.read_bytes()[:-9])
        with pytest.raises(stb.CheckpointError, match="is damaged, or no state dict"):
            stb.SymPyModule.from_state_dict(path)

    def test_a_file_that_would_run_code(self, tmp_path: Path) -> None:
        path = tmp_path / "law.pt"
        torch.save({"_extra_state": Path("x")}, path)
        with pytest.raises(stb.CheckpointError, match="no state dict"):
            stb.SymPyModule.from_state_dict(path)

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            stb.SymPyModule.from_state_dict(tmp_path / "none.pt")

    def test_the_values_are_guarded_by_the_file(self, tmp_path: Path) -> None:
        """Torch's file has a checksum for each tensor."""
        path = tmp_path / "law.pt"
        torch.save(law(parameters={a: 12345.678, k: 0.5}).state_dict(), path)
        number = torch.tensor(12345.678, dtype=torch.float64).numpy().tobytes()
        whole = bytearray(path.read_bytes())
        whole[whole.index(number)] ^= 1
        path.write_bytes(whole)
        with pytest.raises(stb.CheckpointError, match=r"the checksum of 'law/data/\d' in it differs"):
            stb.SymPyModule.from_state_dict(path)


class TestPickles:
    def test_parameters_in_another_order(self) -> None:
        module = law()
        function, (kind, record, options), _ = module.__reduce__()
        with pytest.raises(stb.CheckpointError, match="not those of its formula") as caught:
            function(kind, record, {**options, "names": ["k", "a"]})
        assert "module.state_dict()" in caught.value.hint

    def test_a_damaged_record(self) -> None:
        function, (kind, record, options), _ = law().__reduce__()
        for wrong in (None, ("expr", (), ()), ("expr", (), ((sympy.Symbol, (7,)),)), 3):
            with pytest.raises(stb.CheckpointError, match="makes no module"):
                function(kind, wrong, options)
        for key in options:
            with pytest.raises(stb.CheckpointError, match="makes no module"):
                function(
                    kind, record, {name: value for name, value in options.items() if name != key} | {"w": 1}
                )

    def test_another_formula_in_a_pickle(self) -> None:
        """A letter that changed may leave a pickle that can be read."""
        whole = pickle.dumps(stb.SymPyModule(2.5 * sympy.sin(x) + sympy.Symbol("z") ** 3))
        assert pickle.loads(whole).sympy()
        for word, other in ((b"\x8c\x03sin", b"\x8c\x03cos"), (b"\x8c\x01z", b"\x8c\x01y")):
            assert whole.count(word) == 1
            with pytest.raises(stb.CheckpointError) as caught:
                pickle.loads(whole.replace(word, other))
            assert "module.state_dict()" in caught.value.hint

    def test_a_cut_off_pickle(self) -> None:
        whole = pickle.dumps(law())
        with pytest.raises((pickle.UnpicklingError, EOFError)):
            pickle.loads(whole[:-9])
        file = io.BytesIO(whole)
        assert pickle.load(file).sympy() == law().sympy()


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
