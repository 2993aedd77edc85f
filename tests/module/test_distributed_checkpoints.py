"""Checkpoints of torch.distributed.checkpoint that do not fit, found before a value is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sympy
import torch
import torch.distributed.checkpoint as dcp
from torch import nn
from torch.distributed.checkpoint.format_utils import dcp_to_torch_save
from torch.distributed.checkpoint.state_dict import get_model_state_dict, set_model_state_dict

import sympy_torch_bridge as stb

x, a, b, k = sympy.symbols("x a b k")
LAW = a * sympy.exp(-k * x)
pytestmark = pytest.mark.filterwarnings("ignore:torch.distributed is disabled:UserWarning")


def law(expr: Any = LAW, **options: Any) -> stb.SymPyModule:
    symbols = sorted(expr.free_symbols - {x}, key=str)
    return stb.SymPyModule(expr, parameters=dict.fromkeys(symbols, 9.0), **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    module = stb.SymPyModule(LAW, parameters={a: 2.0, k: 0.5})
    dcp.save(get_model_state_dict(module), checkpoint_id=tmp_path / "law", no_dist=True)
    return tmp_path / "law"


def test_one_that_fits(folder: Path) -> None:
    module = law()
    before = module.sympy()
    module.check_checkpoint(folder)
    assert module.sympy() == before  # nothing is loaded
    state = get_model_state_dict(module)
    dcp.load(state, checkpoint_id=folder, no_dist=True)
    set_model_state_dict(module, state)
    assert module.sympy() == 2.0 * sympy.exp(-0.5 * x)


@pytest.mark.parametrize("expr", [a * sympy.sin(k * x), a * sympy.exp(-b * x), a * x])
def test_of_another_expression(expr: Any, folder: Path) -> None:
    module = law(expr)
    before = module.sympy()
    with pytest.raises(stb.CheckpointError, match="belongs to another expression") as caught:
        module.check_checkpoint(folder)
    assert caught.value.stored == "a*exp(-k*x)"
    assert module.sympy() == before


def test_of_another_arrangement(folder: Path, tmp_path: Path) -> None:
    module = law(packed=True)
    with pytest.raises(stb.CheckpointError, match="it has no 'packed'") as caught:
        module.check_checkpoint(str(folder))
    assert (caught.value.stored, caught.value.expected) == ("a, k", "packed")
    assert "dcp_to_torch_save(folder, file)" in caught.value.hint
    file = tmp_path / "law.pt"
    dcp_to_torch_save(folder, file)
    module.load_state_dict(torch.load(file))
    assert module.sympy() == stb.SymPyModule.from_state_dict(file).sympy() == 2.0 * sympy.exp(-0.5 * x)


def test_inside_a_model(tmp_path: Path) -> None:
    model = nn.Sequential(nn.Linear(1, 1), law())
    dcp.save(get_model_state_dict(model), checkpoint_id=tmp_path, no_dist=True)
    law().check_checkpoint(tmp_path, prefix="1.")
    with pytest.raises(stb.CheckpointError, match="no formula under ''") as caught:
        law().check_checkpoint(tmp_path)
    assert caught.value.hint == "prefix='1.' names where one stands"
    with pytest.raises(stb.CheckpointError, match="another expression"):
        law(a * x).check_checkpoint(tmp_path, prefix="1.")


def test_without_a_formula(tmp_path: Path) -> None:
    dcp.save(nn.Linear(1, 1).state_dict(), checkpoint_id=tmp_path, no_dist=True)
    with pytest.raises(stb.CheckpointError, match="holds no formula"):
        law().check_checkpoint(tmp_path)


def test_folders_that_are_none(tmp_path: Path, folder: Path) -> None:
    for missing in (tmp_path, tmp_path / "none"):
        with pytest.raises(stb.CheckpointError, match="is no checkpoint of torch"):
            law().check_checkpoint(missing)
    index = folder / ".metadata"
    index.write_bytes(index.read_bytes()[:20])
    with pytest.raises(stb.CheckpointError, match="is no checkpoint of torch"):
        law().check_checkpoint(folder)


def test_a_damaged_file(folder: Path) -> None:
    for file in folder.glob("*.distcp"):
        file.write_bytes(file.read_bytes()[:200])
    with pytest.raises(stb.CheckpointError):
        law().check_checkpoint(folder)


def test_a_folder_in_the_place_of_a_file(folder: Path) -> None:
    with pytest.raises(stb.CheckpointError, match=r"is one of torch\.distributed\.checkpoint") as caught:
        stb.SymPyModule.from_state_dict(folder)
    assert "dcp_to_torch_save" in caught.value.hint
