"""The command line: what each command prints, its exit codes, its JSON, and what bad input gets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sympy_torch_bridge import __version__
from sympy_torch_bridge.cli import main
from sympy_torch_bridge.errors import PerformanceWarning

SEED = "3*x**2 - 4*x"


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


class TestDerive:
    def test_tells_the_whole_story(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        pytest.importorskip("matplotlib")
        picture = tmp_path / "tangent.svg"
        code, out, _ = run(capsys, "derive", SEED, "--at", "x=1", "--plot", str(picture))
        assert code == 0
        assert "f(x) = 3*x**2 - 4*x" in out
        assert "f'(x) = 6*x - 4" in out
        assert "2.30000" in out
        assert "2.00003" in out
        assert "reverse mode      2.0\n" in out
        assert "forward mode      2.0\n" in out
        assert "verdict: consistent" in out
        assert picture.read_text(encoding="utf-8").lstrip().startswith("<?xml")

    def test_a_derivative_without_a_formula_has_a_number(self, capsys: pytest.CaptureFixture[str]) -> None:
        with pytest.warns(PerformanceWarning):
            code, out, _ = run(capsys, "derive", "besselj(n, 2)", "--at", "n=1")
        assert code == 0
        assert "n, 1) = -0.056180760741813" in out

    def test_partial_derivatives(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "derive", "3*x1**2 + 5*exp(x2)", "--at", "x1=2, x2=0")
        assert code == 0
        assert "df/dx1 = 6*x1" in out
        assert "df/dx2 = 5*exp(x2)" in out

    @pytest.mark.parametrize(("expr", "at"), [("Abs(x)", "x=0"), ("floor(x)", "x=1"), ("sqrt(x)", "x=0")])
    def test_a_point_without_derivative_is_inconclusive(
        self, capsys: pytest.CaptureFixture[str], expr: str, at: str
    ) -> None:
        code, out, _ = run(capsys, "derive", expr, "--at", at)
        assert code == 3
        assert "exact derivative (SymPy)    none" in out
        assert "verdict: inconclusive" in out

    def test_a_path_that_cannot_be_written(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, err = run(capsys, "derive", SEED, "--at", "x=1", "--plot", "/nonexistent/a.svg")
        assert code == 2
        assert "No such file" in err
        assert "Traceback" not in err

    def test_a_formula_may_begin_with_a_minus_sign(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "derive", "-x**2", "--at", "x=-1")
        assert code == 0
        assert "-2*x" in out
        assert run(capsys, "check", "cos(x)", "--grad", "-sin(x)")[0] == 0
        assert run(capsys, "check", "cos(x)", "--grad", "-cos(x)")[0] == 1

    def test_a_mistake_of_ours_is_not_a_refutation(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sympy_torch_bridge.cli import limit

        monkeypatch.setattr(limit, "limit_table", lambda *_, **__: 1 / 0)
        code, _, err = run(capsys, "limit", SEED, "--at", "x=1")
        assert code == 2
        assert "internal error" in err

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "derive", SEED, "--at", "1", "--json")
        data = json.loads(out)
        assert code == 0
        assert data["derivatives"] == {"x": "6*x - 4"}
        assert data["autograd"]["x"] == {"forward": 2.0, "reverse": 2.0}
        assert data["report"]["verdict"] == "consistent"

    @pytest.mark.parametrize(
        ("words", "text"),
        [
            (["__import__('os')", "--at", "x=1"], "cannot read the formula"),
            (["9**9**9**9*x", "--at", "x=1"], "cannot read the formula"),
            (["2x", "--at", "x=1"], "cannot read the formula"),
            ([SEED, "--at", "y=1"], "unknown symbol 'y'"),
            ([SEED, "--at", "x"], "a real number is expected"),
            ([SEED, "--at", "x=z"], "a real number is expected"),
            (["x*y", "--at", "x=1"], "missing input: y"),
            (["log(x)", "--at", "x=-1"], "no finite real value"),
            (["mathieuc(1, 2, x)", "--at", "x=1"], "mathieuc"),
            ([SEED, "--at", "x=1", "--domain", "x=3"], "x in (0, oo)"),
            ([SEED, "--at", "x=1", "--points", "0"], "a positive number"),
            (["x*y", "--at", "x=1,y=1", "--plot", "f.svg"], "a function of one variable"),
        ],
    )
    def test_bad_input(self, capsys: pytest.CaptureFixture[str], words: list[str], text: str) -> None:
        code, out, err = run(capsys, "derive", *words)
        assert code == 2
        assert out == ""
        assert text in err
        assert "Traceback" not in err


class TestCheck:
    def test_right(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "check", "sin(x)", "--grad", "cos(x)")
        assert code == 0
        assert out.startswith("CONSISTENT")

    def test_wrong(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "check", "cos(x)", "--grad", "sin(x)")
        assert code == 1
        assert "sign" in out

    def test_gradient_in_the_order_of_wrt(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("check", "x**2*y", "--grad", "x**2", "--grad", "2*x*y", "--wrt")
        assert run(capsys, *words, "y,x")[0] == 0
        assert run(capsys, *words, "x,y")[0] == 1

    def test_hessian_by_rows(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("check", "x**2*y", "--order", "2", "--grad", "[2*y, 2*x]", "--grad")
        assert run(capsys, *words, "[2*x, 0]")[0] == 0
        code, out, _ = run(capsys, *words, "[2*x, 1]")
        assert code == 1
        assert "d2f/dy**2" in out

    def test_jacobian_of_several_formulas(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("check", "[x*y, x + y]", "--grad")
        assert run(capsys, *words, "[[y, x], [1, 1]]")[0] == 0
        code, out, _ = run(capsys, *words, "[[y, 1], [x, 1]]")
        assert code == 1
        assert "transposed" in out

    def test_complex_variables(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("check", "sqrt(z**2)", "--grad", "z/sqrt(z**2)", "--dtype", "complex128")
        code, out, _ = run(capsys, *words)
        assert code == 0
        assert "j)" in out
        assert run(capsys, "check", "z**2", "--grad", "z", "--dtype", "complex128")[0] == 1

    def test_second_derivatives_by_complex_variables(self, capsys: pytest.CaptureFixture[str]) -> None:
        words = ("check", "z*log(z)", "--order", "2", "--dtype", "complex128", "--grad")
        code, out, _ = run(capsys, *words, "1/z")
        assert code == 0
        assert "d2f/dz**2: the complex derivative" in out
        code, out, _ = run(capsys, *words, "conjugate(1/z)")
        assert code == 1
        assert "the conjugate of the derivative" in out
        code, _, err = run(capsys, "check", "Abs(z)**2", *words[2:], "2")
        assert code == 2
        assert "take z = a + I*b with real symbols a and b" in err

    def test_orders_that_do_not_exist_are_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, err = run(capsys, "check", "x", "--grad", "1", "--order", "0")
        assert code == 2
        assert "order=0 is not accepted" in err

    def test_point_outside_the_domain_is_inconclusive(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(capsys, "check", "log(x)", "--grad", "1/x", "--at", "x=-1")[0] == 3

    def test_json(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = run(capsys, "check", "sin(x)", "--grad", "cos(x)", "--json")
        assert json.loads(out)["verdict"] == "consistent"


class TestLimit:
    def test_lines(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "limit", SEED, "--at", "x=1", "--style", "lines")
        assert code == 0
        assert out.splitlines() == [
            "h=0.10000, numerical limit=2.30000",
            "h=0.01000, numerical limit=2.03000",
            "h=0.00100, numerical limit=2.00300",
            "h=0.00010, numerical limit=2.00030",
            "h=0.00001, numerical limit=2.00003",
        ]

    def test_kink_is_no_derivative(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "limit", "Abs(x)", "--at", "x=0")
        assert code == 3
        assert "not differentiable" in out

    def test_steps(self, capsys: pytest.CaptureFixture[str]) -> None:
        _, out, _ = run(capsys, "limit", SEED, "--at", "x=1", "--h", "1/2,1/4", "--json")
        assert [row["h"] for row in json.loads(out)["rows"]] == [0.5, 0.25]


class TestOtherCommands:
    def test_compile(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "compile", SEED, "--derivative", "x")
        assert code == 0
        assert "return 6*x - 4" in out

    def test_functions(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "functions", "tanh")
        assert code == 0
        assert "atanh" in out
        assert run(capsys, "functions", "nosuchfunction")[0] == 3

    def test_rules_list_and_show(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "rules", "list", "--tag", "d2l")
        assert code == 0
        assert "derivative.log" in out
        code, out, _ = run(capsys, "rules", "show", "derivative.tanh")
        assert code == 0
        assert "Verdict: ✓ verified" in out

    def test_rules_verify(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, out, _ = run(capsys, "rules", "verify", "derivative.log", "rule.product")
        assert code == 0
        assert "2 of 2 rules verified" in out

    def test_unknown_rule(self, capsys: pytest.CaptureFixture[str]) -> None:
        code, _, err = run(capsys, "rules", "show", "derivative.tanhh")
        assert code == 2
        assert "'derivative.tanh'" in err

    def test_version_help_and_nothing(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(capsys, "--version")[:2] == (0, f"sympy-torch-bridge {__version__}\n")
        code, out, _ = run(capsys)
        assert code == 2
        assert "Exit codes: 0 verified, 1 refuted, 2 usage, 3 inconclusive" in out
        assert run(capsys, "nonsense")[0] == 2


def test_help_needs_neither_torch_nor_sympy() -> None:
    program = (
        "import sys; from sympy_torch_bridge.cli import main; code = main(['--help']);"
        "sys.exit(code or any(name in sys.modules for name in ('torch', 'sympy', 'matplotlib')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, capture_output=True).returncode == 0


@pytest.mark.slow
def test_module_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sympy_torch_bridge", "check", "x**2", "--grad", "3*x"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stdout.startswith("REFUTED")
    assert "\x1b" not in done.stdout


def test_a_limit_names_the_variable_without_a_value(capsys):
    assert main(["limit", "x*y", "--at", "x=1"]) == 2
    assert "missing input: y." in capsys.readouterr().err


def test_a_second_interval_is_a_usage_error(capsys):
    words = ["check", "x**2", "--grad", "2*x", "--domain", "x in (0, 1)", "--domain", "x in (2, 3)"]
    assert main(words) == 2
    assert "a second interval for x" in capsys.readouterr().err
