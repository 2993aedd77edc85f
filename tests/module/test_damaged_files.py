"""Files and pickles of modules that are cut off, damaged or something else: what is said, nothing is run."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import sympy
import torch
from saved_modules import law

import sympy_torch_bridge as stb

x, a, k = sympy.symbols("x a k")


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
            again = pickle.load(file) if kind == "pickle" else torch.load(path, weights_only=False)
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
