"""One point of value and gradient as statements of C, which a loop or a kernel of a GPU goes around."""

from __future__ import annotations

from sympy_torch_bridge.fused.strength import reduced
from sympy_torch_bridge.program import lower
from sympy_torch_bridge.program.differentiation import with_gradient
from sympy_torch_bridge.program.operation import INPUT, WHERE

__all__ = ["joint_program", "statements"]

_INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/"}


def joint_program(expr, inputs):
    """Return the formula as it is written, without the forms that keep digits, with its gradient."""
    program, _ = lower(expr, inputs)
    return with_gradient(reduced(program))


def statements(program):
    """Return the lines that read the point ``i`` of the arrays ``in`` and write that of ``out``."""
    lines = []
    for index, node in enumerate(program.nodes):
        a = [f"v{argument}" for argument in node.args]
        name = node.operation.name
        if node.operation is INPUT:
            text = f"in[{node.value}][i]"
        elif node.is_number:
            text = repr(float(node.value))
        elif name in _INFIX:
            text = f"{a[0]} {_INFIX[name]} {a[1]}"
        elif name == "neg":
            text = f"-{a[0]}"
        elif node.operation is WHERE:
            text = f"{a[0]} != 0 ? {a[1]} : {a[2]}"
        elif name in ("pow", "integer_pow"):
            text = f"pow({a[0]}, {a[1]})"
        else:
            text = f"{name.removeprefix('torch.')}({a[0]})"
        lines.append(f"    const double v{index} = {text};")
    return lines + [f"    out[{k}][i] = v{node};" for k, node in enumerate(program.outputs())]
