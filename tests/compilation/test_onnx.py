"""Formulas as ONNX models: onnxruntime computes the numbers of the formula, and what has no form is named."""

from __future__ import annotations

import inspect

import pytest
import sympy
import torch
from sympy.codegen.cfunctions import log2, log10
from sympy.codegen.numpy_nodes import logaddexp2

import sympy_torch_bridge as stb

pytest.importorskip("onnx", reason="the extra 'onnx' is not installed")
pytest.importorskip("onnxscript", reason="the extra 'onnx' is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="the extra 'onnx' is not installed")

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*LeafSpec:FutureWarning"),  # torch's own
    pytest.mark.filterwarnings("ignore::DeprecationWarning:onnxscript.*"),
]
x, y = sympy.symbols("x y")
FREE = {0: torch.export.Dim.DYNAMIC}


class Holder(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, x, y):
        return self.function(x, y)


def points(n, dtype):
    generator = torch.Generator().manual_seed(n)
    return [0.1 + torch.rand(n, generator=generator, dtype=dtype) for _ in range(2)]


def session_of(module, dtype, table=None):
    shapes = ((FREE, FREE),) if isinstance(module, stb.SymPyModule) else (FREE, FREE)
    program = torch.export.export(module, tuple(points(5, dtype)), dynamic_shapes=shapes)
    model = torch.onnx.export(
        program, input_names=["x", "y"], output_names=["value"], custom_translation_table=table, verbose=False
    )
    return onnxruntime.InferenceSession(
        model.model_proto.SerializeToString(), providers=["CPUExecutionProvider"]
    )


def compared(module, dtype, table=None, **tolerance):
    session = session_of(module, dtype, table)
    assert [one.name for one in session.get_inputs()] == ["x", "y"]
    for n in (3, 50):
        at = points(n, dtype)
        (got,) = session.run(["value"], {"x": at[0].numpy(), "y": at[1].numpy()})
        torch.testing.assert_close(torch.from_numpy(got), module(*at).detach(), **tolerance)


@pytest.mark.parametrize("backend", ["eager", "fused"])
@pytest.mark.parametrize(
    "expr",
    [
        sympy.Piecewise((sympy.sin(x) * y, x > y), (sympy.exp(-(y**2)), True)),
        sympy.tan(x) + sympy.atan2(x, y) + sympy.erf(x) + sympy.sqrt(y),
        sympy.Max(x, y) ** sympy.Rational(3, 2) + sympy.tanh(x * y),
    ],
    ids=["piecewise", "functions", "maximum"],
)
def test_the_numbers_are_those_of_the_formula(expr, backend):
    compared(Holder(stb.compile(expr, [x, y], backend=backend)), torch.float32, rtol=1e-5, atol=1e-6)


def test_doubles_stay_doubles():
    f = stb.compile(sympy.exp(x) * sympy.sin(y) / (1 + x**2), [x, y])
    compared(Holder(f), torch.float64, rtol=1e-14, atol=0)


NUMBERS = [
    0.1 * x * y, x + y / 3, 2.7**x * y, x**2.7, log2(x) * y, log10(x) + y, logaddexp2(x, y),
    sympy.Max(x, 0.3), sympy.Min(y, 0.7), sympy.Mod(x, 0.7),
    sympy.Piecewise((0.1, x < 0.6), (y / 7, True)), sympy.Float("0.1"),
]  # fmt: skip


@pytest.mark.parametrize(("dtype", "tolerance"), [(torch.float64, 1e-15), (torch.float32, 1e-6)])
def test_numbers_keep_the_digits_of_the_dtype(dtype, tolerance):
    f = stb.compile(sympy.Array(NUMBERS), [x, y])
    compared(Holder(f), dtype, stb.onnx_translations(), rtol=tolerance, atol=tolerance)


def test_without_the_table_torch_rounds_them():
    """The page says so; when this fails, the table is needed no more."""
    with pytest.raises(AssertionError, match="Tensor-likes are not close"):
        compared(Holder(stb.compile(0.1 * x * y, [x, y])), torch.float64, rtol=1e-10, atol=0)


def test_whole_numbers_and_single_precision_are_left_as_they_are():
    table = stb.onnx_translations()
    scalar = table[torch.ops.aten.scalar_tensor.default]
    assert list(inspect.signature(scalar).parameters)[:2] == ["s", "dtype"]
    f = stb.compile(3 * x + 2 ** sympy.floor(y), [x, y])
    compared(Holder(f), torch.float64, table, rtol=1e-15, atol=0)


def test_a_module_takes_its_constants_along():
    compared(stb.SymPyModule(2.5 * sympy.sin(x) + 0.5 * y, [x, y]), torch.float32)


@pytest.mark.parametrize(
    ("expr", "operator"),
    [
        (sympy.besselj(0, x) + y, "sympy_torch_bridge.host"),
        (sympy.loggamma(x) + y, "lgamma"),
        (sympy.erfinv(x) + y, "erf_inv"),
    ],
    ids=["besselj", "loggamma", "erfinv"],
)
def test_what_has_no_form_is_named(expr, operator):
    with pytest.raises(torch.onnx.errors.OnnxExporterError) as caught:
        session_of(Holder(stb.compile(expr, [x, y])), torch.float32)
    assert operator in f"{caught.value} {caught.value.__cause__}"
