"""Parts of complex numbers; a real tensor is real, whatever SymPy knows of its symbols."""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy

from ..entries import Entries, elementwise
from ..reading import Call, reads


@reads("_conj", "conj_physical", "_conj_physical", "resolve_conj", "resolve_neg", "_neg_view")
def _conjugated(call: Call, entries: Entries) -> Entries:
    if "resolve" in call.operation or not call.tensors[0].dtype.is_complex:
        return entries
    change = (lambda entry: -entry) if "neg" in call.operation else sympy.conjugate
    return elementwise(change, entries)


@reads("real")
def _real(call: Call, entries: Entries) -> Entries:
    return elementwise(sympy.re, entries) if call.tensors[0].dtype.is_complex else entries


@reads("imag")
def _imag(call: Call, entries: Entries) -> Entries:
    return elementwise(sympy.im, entries)


@reads("view_as_real")
def _pairs(call: Call, entries: Entries) -> Any:
    return np.stack([elementwise(sympy.re, entries), elementwise(sympy.im, entries)], axis=-1)


@reads("view_as_complex")
def _complex(call: Call, entries: Entries) -> Entries:
    return elementwise(lambda a, b: a + sympy.I * b, entries[..., 0], entries[..., 1])


@reads("complex")
def _joined(call: Call, real: Entries, imaginary: Entries) -> Entries:
    return elementwise(lambda a, b: a + sympy.I * b, real, imaginary)


@reads("polar")
def _polar(call: Call, size: Entries, angle: Entries) -> Entries:
    return elementwise(lambda r, t: r * sympy.exp(sympy.I * t), size, angle)
