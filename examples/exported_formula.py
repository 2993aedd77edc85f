"""Take a formula out of Python: torch.compile, a program of torch.export, and a model for onnxruntime."""

from __future__ import annotations

import importlib.util
import io
import warnings

import sympy
import torch

import sympy_torch_bridge as stb

x, y = sympy.symbols("x y")
FREE = {0: torch.export.Dim.DYNAMIC}  # the batch size stays free
HAS_ONNX = all(importlib.util.find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime"))


def exported(module: stb.SymPyModule) -> torch.export.ExportedProgram:
    """Export a module of two inputs: they are one tuple of arguments for torch.export."""
    return torch.export.export(module, (torch.rand(5), torch.rand(5)), dynamic_shapes=((FREE, FREE),))


def by_onnxruntime(program: torch.export.ExportedProgram, *at: torch.Tensor) -> torch.Tensor:
    """Compute the program as an ONNX model."""
    import onnxruntime

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch warns of its own calls
        model = torch.onnx.export(
            program,
            input_names=["x", "y"],
            output_names=["value"],
            custom_translation_table=stb.onnx_translations(),  # constants keep their digits in double
            verbose=False,
        )
    session = onnxruntime.InferenceSession(model.model_proto.SerializeToString())
    (value,) = session.run(["value"], {"x": at[0].numpy(), "y": at[1].numpy()})
    return torch.from_numpy(value)


def main() -> None:
    module = stb.SymPyModule(2.5 * sympy.sin(x) + 0.5 * sympy.exp(-(y**2)), [x, y])
    at = torch.linspace(-1, 1, 1000), torch.linspace(0, 2, 1000)
    expected = module(*at).detach()

    graph = torch.compile(module, fullgraph=True, dynamic=True, backend="aot_eager")
    print("torch.compile: largest difference", (graph(*at).detach() - expected).abs().max().item())

    file = io.BytesIO()
    torch.export.save(exported(module), file)
    print(f"torch.export: {len(file.getvalue())} bytes")
    file.seek(0)
    program = torch.export.load(file)
    print("parameters in it:", ", ".join(program.state_dict))
    loaded = program.module()(*at).detach()
    print("loaded again, with another batch size: largest difference", (loaded - expected).abs().max().item())
    assert torch.allclose(loaded, expected)

    if HAS_ONNX:
        found = by_onnxruntime(program, *at)
        print(f"onnxruntime: largest difference {(found - expected).abs().max().item():.1e}")
        assert torch.allclose(found, expected, atol=1e-6)
        law = stb.SymPyModule(0.1 * sympy.exp(-x / 3) + y, [x, y], parameters="none")
        doubles = [one.double() for one in at]
        wide = torch.export.export(law, tuple(doubles), dynamic_shapes=((FREE, FREE),))
        gap = (by_onnxruntime(wide, *doubles) - law(*doubles)).abs().max().item()
        print(f"onnxruntime in double: largest difference {gap:.1e}")
        assert gap < 1e-14
    else:
        print("onnxruntime: pip install 'sympy-torch-bridge[onnx]'")


if __name__ == "__main__":
    main()
