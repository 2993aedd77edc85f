"""Checkpoints: the formula travels with the values, is compared, read without executing, and built again."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sympy
import torch
import torch.distributed.checkpoint as dcp
from saved_modules import facts_in, saved
from torch.distributed.checkpoint.state_dict import get_model_state_dict, set_model_state_dict

import sympy_torch_bridge as stb
from sympy_torch_bridge.module.seal import sealed

x, y, a, k = sympy.symbols("x y a k")
LAW = a * sympy.exp(-k * x)
AT = torch.linspace(0.1, 2, 8, dtype=torch.float64)


def law(**options: Any) -> stb.SymPyModule:
    return stb.SymPyModule(LAW, **{"parameters": {a: 2.0, k: 0.5}, **options})


class TestLoadedByName:
    LAYOUTS: ClassVar[dict[str, Any]] = {
        "apart": {},
        "other order": {"parameters": {k: 3.0, a: 3.0}},
        "packed": {"packed": True},
        "packed in another order": {"parameters": {k: 3.0, a: 3.0}, "packed": True},
        "constrained": {"constraints": {k: "positive"}},
        "constrained otherwise": {"constraints": {k: (0, 1), a: "positive"}},
        "constrained and packed": {"constraints": {a: (1, 3)}, "packed": True},
    }

    @pytest.mark.parametrize("target", LAYOUTS)
    @pytest.mark.parametrize("source", LAYOUTS)
    def test_whatever_the_arrangement(self, source: str, target: str) -> None:
        options = self.LAYOUTS[source]
        module = law(
            **{**options, "parameters": {s: {a: 2.0, k: 0.5}[s] for s in options.get("parameters", (a, k))}}
        )
        again = law(**{"parameters": {a: 2.5, k: 0.25}, **self.LAYOUTS[target], **_inside(target)})
        assert str(again.load_state_dict(saved(module))) == "<All keys matched successfully>"
        found = {name: value.item() for name, value in again.named_constants()}
        assert found == pytest.approx({"a": 2.0, "k": 0.5}, rel=1e-14)
        if source == target:
            assert again.sympy() == module.sympy()

    def test_values_that_put_terms_into_another_order(self) -> None:
        first = stb.SymPyModule(0.1 * sympy.sin(x) + 9.5 * sympy.cos(x))
        second = stb.SymPyModule(9.5 * sympy.sin(x) + 0.1 * sympy.cos(x))
        second.load_state_dict(saved(first))
        assert second.sympy() == first.sympy()

    @pytest.mark.parametrize("is_named", [True, False], ids=["with the formula", "by name"])
    def test_values_that_put_terms_of_one_name_into_another_order(self, is_named: bool) -> None:
        first = stb.SymPyModule(2.5 * sympy.sin(x) + 3.5 * sympy.sin(2 * x))
        second = stb.SymPyModule(9.5 * sympy.sin(x) + 1.5 * sympy.sin(2 * x))
        state = saved(first)
        if not is_named:
            del state["_extra_state"]
        second.load_state_dict(state)
        assert second.sympy() == first.sympy()

    @pytest.mark.parametrize(
        "formula",
        [
            lambda a, b: a * sympy.exp(-b * x) + b * sympy.exp(-a * x**2),
            lambda a, b: sympy.sin(a + sympy.cos(x)) * sympy.sin(b + x) + a * sympy.log(x + b),
            lambda a, b: sympy.Max(a * x, b * x**2) + (a + x) ** (b * x),
            lambda a, b: [a * sympy.sin(3 * x) + b * sympy.sin(x), b * sympy.sin(x)],
            lambda a, b: sympy.Matrix([[a * x + b * x**2, b * x]]),
        ],
    )
    def test_names_do_not_follow_values(self, formula: Any) -> None:
        first, second = (stb.SymPyModule(formula(*values)) for values in ((0.3, 7.25), (6.75, 0.2)))
        second.load_state_dict(saved(first))
        assert second.sympy() == first.sympy()

    def test_a_state_without_a_formula(self) -> None:
        module = law()
        module.load_state_dict({"a": torch.tensor(5.0), "k": torch.tensor(1.0)})
        assert module.sympy() == 5.0 * sympy.exp(-1.0 * x)

    @pytest.mark.filterwarnings("ignore:torch.distributed is disabled:UserWarning")
    @pytest.mark.parametrize("packed", [False, True], ids=["apart", "packed"])
    def test_by_distributed_checkpoints(self, packed: bool, tmp_path: Path) -> None:
        options = {"constraints": {k: "positive"}, "packed": packed}
        module, again = (law(parameters={a: 2.0, k: rate}, **options) for rate in (1, 9))
        dcp.save(get_model_state_dict(module), checkpoint_id=tmp_path, no_dist=True)
        state = get_model_state_dict(again)
        dcp.load(state, checkpoint_id=tmp_path, no_dist=True)
        set_model_state_dict(again, state)
        assert again.sympy() == module.sympy()

    def test_tensors_of_the_checkpoint_themselves(self) -> None:
        module, state = law(), saved(law(parameters={a: 7.0, k: 8.0}).float())
        module.load_state_dict(state, assign=True)
        assert module.a.dtype is torch.float32
        assert module.sympy() == 7.0 * sympy.exp(-8.0 * x)

    def test_inside_other_modules(self) -> None:
        first = torch.nn.Sequential(law(packed=True), torch.nn.Linear(1, 1))
        second = torch.nn.Sequential(law(parameters={a: 1.0, k: 1.0}), torch.nn.Linear(1, 1))
        second.load_state_dict(saved(first))
        assert second[0].sympy() == first[0].sympy()

    def test_the_mapping_that_is_loaded_stays(self) -> None:
        state = saved(law(packed=True))
        before = set(state)
        law().load_state_dict(state)
        assert set(state) == before


def _inside(target: str) -> dict[str, Any]:
    return {"parameters": {k: 0.25, a: 2.5}} if "order" in target else {}


class TestRefused:
    def test_another_expression(self) -> None:
        state = saved(stb.SymPyModule(2.5 * sympy.sin(x)))
        module = law()
        with pytest.raises(stb.CheckpointError, match="another expression") as caught:
            module.load_state_dict(state)
        assert (caught.value.stored, caught.value.expected) == ("factor_sin*sin(x)", "a*exp(-k*x)")
        assert module.sympy() == 2.0 * sympy.exp(-0.5 * x)  # nothing was loaded

    def test_the_hints_of_the_message_work(self) -> None:
        state = saved(stb.SymPyModule(a * sympy.sin(k * x), parameters={a: 7.0, k: 8.0}))
        module = law()
        with pytest.raises(stb.CheckpointError, match="leave the formula out"):
            module.load_state_dict(state)
        module.load_state_dict({k: v for k, v in state.items() if not k.endswith("_extra_state")})
        assert module.sympy() == 7.0 * sympy.exp(-8.0 * x)
        assert stb.SymPyModule.from_state_dict(state).sympy() == 7.0 * sympy.sin(8.0 * x)

    OTHERS: ClassVar[dict[str, Any]] = {
        "assumptions": a * sympy.exp(-sympy.Symbol("k", positive=True) * x),
        "number": a * sympy.exp(-2 * k * x),
        "function": a * sympy.sin(-k * x),
        "order of a power": a ** sympy.exp(-k * x),
        "symbol": a * sympy.exp(-k * y),
    }

    @pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
    def test_close_expressions(self, other: Any) -> None:
        symbols = {s for s in other.free_symbols if s.name in "ak"}
        state = saved(stb.SymPyModule(other, parameters=dict.fromkeys(symbols, 1.0), constraints="none"))
        with pytest.raises(stb.CheckpointError, match="another expression"):
            law().load_state_dict(state)

    def test_other_parameters(self) -> None:
        state = saved(stb.SymPyModule(LAW, parameters={a: 1.0}))
        with pytest.raises(stb.CheckpointError, match="other parameters") as caught:
            law().load_state_dict(state)
        assert (caught.value.stored, caught.value.expected) == ("a", "a, k")

    def test_a_value_that_is_missing(self) -> None:
        state = saved(law())
        del state["k"]
        with pytest.raises(stb.CheckpointError, match=r'Missing key.*"k"'):
            law().load_state_dict(state)
        with pytest.raises(stb.CheckpointError, match="no value for k"):
            law(packed=True).load_state_dict(state)

    def test_a_value_outside_the_constraint(self) -> None:
        state = saved(law(parameters={a: 2.0, k: -0.5}))
        with pytest.raises(stb.CheckpointError, match="outside the constraint"):
            law(constraints={k: "positive"}).load_state_dict(state)

    @pytest.mark.parametrize("value", [torch.tensor(1j), torch.tensor(1), "1"], ids=str)
    def test_values_of_another_kind(self, value: Any) -> None:
        with pytest.raises(stb.CheckpointError, match="real floating numbers"):
            law().load_state_dict({**saved(law()), "k": value})

    def test_values_of_another_shape(self) -> None:
        with pytest.raises(stb.CheckpointError, match="size mismatch for k"):
            law().load_state_dict({**saved(law()), "k": torch.ones(3)})


def damaged(state: dict[str, Any], change: Any) -> dict[str, Any]:
    """Replace the whole formula, or some of its facts."""
    if isinstance(change, dict) and not {"format", "facts"} & set(change):
        stored = state["_extra_state"]
        change = sealed(stored["text"], json.dumps({**facts_in(state), **change}))  # as who means harm would
    return {**state, "_extra_state": change}


class TestDamaged:
    DAMAGES: ClassVar[dict[str, Any]] = {
        "nothing": None,
        "text": "a*exp(-k*x)",
        "no fields": {"format": 1},
        "future": {"format": 4, "facts": "{}"},
        "cut off": {"format": 1, "text": "x", "facts": '{"nodes": [["Sym'},
        "nested": {"format": 1, "text": "x", "facts": "[" * 100_000},
        "no mapping": {"format": 1, "text": "x", "facts": "[]"},
        "text that is none": {"format": 1, "facts": "{}"},
        "unknown class": {"nodes": [["os.system", "id"]]},
        "code": {"nodes": [["Symbol", "__import__('os').abort()", {}], ["eval", 0]]},
        "opaque": {"nodes": [["opaque", "Foo", "bar", "Foo()"], ["list", 0]]},
        "forward part": {"nodes": [["sin", 0]]},
        "negative part": {"nodes": [["Symbol", "x", {}], ["sin", -1]]},
        "part that is no number": {"nodes": [["Symbol", "x", {}], ["sin", "0"]]},
        "endless number": {"nodes": [["Integer", "9" * 20_000]]},
        "endless name": {"nodes": [["Symbol", "x" * 2000, {}]]},
        "unknown assumption": {"nodes": [["Symbol", "x", {"__class__": True}]]},
        "no nodes": {"nodes": []},
        "node that is no list": {"nodes": ["x"]},
        "wrong arity": {"nodes": [["Symbol", "x", {}], ["sin", 0, 0], ["list"], ["list"], ["list", 1, 2, 3]]},
        "division by zero": {"nodes": [["Rational", "1/0"]]},
        "only a formula": {"nodes": [["Symbol", "x", {}]]},
        "no arrangement": {"arrangement": {}},
        "other parameters": {"arrangement": {"packed": False, "slots": []}},
        "unknown constraint": {
            "arrangement": {
                "packed": False,
                "slots": [
                    {"attribute": "a", "names": ["a"], "shape": [], "constraint": ["odd"], "trained": True}
                ],
            }
        },
    }

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_named_when_it_is_built(self, damage: str) -> None:
        state = damaged(saved(law()), self.DAMAGES[damage])
        with pytest.raises(stb.CheckpointError, match="cannot load the checkpoint"):
            stb.SymPyModule.from_state_dict(state)

    @pytest.mark.parametrize("damage", [d for d in DAMAGES if d != "nothing"])
    def test_named_when_it_is_loaded(self, damage: str) -> None:
        state = damaged(saved(law()), self.DAMAGES[damage])
        with pytest.raises(stb.CheckpointError, match="cannot load the checkpoint"):
            law(packed=True).load_state_dict(state)

    def test_no_text_is_executed(self, tmp_path: Path) -> None:
        target = tmp_path / "written"
        code = f"open({str(target)!r}, 'w').close()"
        state = saved(stb.SymPyModule(sympy.Function("u")(x) * 2.5, functions={"u": torch.sin}))
        built = tried = 0
        nodes = facts_in(state)["nodes"]
        for place in range(len(nodes)):
            for evil in (["Symbol", code, {}], ["Str", code], ["function", code], ["Integer", code], [code]):
                changed = damaged(state, {"nodes": [*nodes[:place], evil, *nodes[place + 1 :]]})
                changed["_extra_state"]["text"] = code
                with suppress(stb.BridgeError):  # a strange name of a symbol is a name
                    stb.SymPyModule.from_state_dict(changed, functions={"u": torch.sin})(1.0)
                    built += 1
                tried += 1
        assert not target.exists()
        assert built < tried / 2
