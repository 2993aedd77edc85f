"""NVRTC, the compiler that comes with torch for CUDA, by ``cuda.bindings``, which comes with it too."""

from __future__ import annotations

import importlib
from functools import cache
from typing import Any, Final

import torch

__all__ = ["binary_of", "checked", "reason_against_compiler"]

# A product and a sum stay two roundings, as in torch: a*b - b*a is 0.
_OPTIONS: Final = ("--fmad=false",)


@cache
def reason_against_compiler(device: torch.device) -> str:
    """Return why no kernel can be compiled for a device, "" if one can.

    Examples
    --------
    >>> reason_against_compiler(torch.device("cuda", 0)) if torch.version.cuda is None else "no CUDA in torch"
    'no CUDA in torch'
    """
    if torch.version.cuda is None:
        return "no CUDA in torch"
    try:
        importlib.import_module("cuda.bindings.driver")
        known = checked(importlib.import_module("cuda.bindings.nvrtc").nvrtcGetSupportedArchs())
    except Exception as error:  # the package, or the libraries that it looks for, may be absent or broken
        return f"there is no compiler for kernels, pip install cuda-bindings may bring it: {error}"
    major, minor = torch.cuda.get_device_capability(device)
    is_known = 10 * major + minor in known
    return "" if is_known else f"the compiler for kernels does not know the architecture sm_{major}{minor}"


def checked(returned: tuple[Any, ...]) -> Any:
    """Return what a function of ``cuda.bindings`` gives beside its status, which must be that of success.

    Raises
    ------
    RuntimeError
        With the name of the status.
    """
    status, *found = returned
    if int(status):
        raise RuntimeError(f"CUDA: {status!r}")
    return found[0] if found else None


def binary_of(source: str, capability: tuple[int, int]) -> bytes:
    """Return a source as machine code.

    Parameters
    ----------
    source : str
        CUDA C++.
    capability : (int, int)
        Of the device, as ``torch.cuda.get_device_capability`` gives it.

    Raises
    ------
    RuntimeError
        With what the compiler says of the source.
    """
    nvrtc = importlib.import_module("cuda.bindings.nvrtc")
    program = checked(nvrtc.nvrtcCreateProgram(source.encode(), b"program.cu", 0, [], []))
    try:
        options = [text.encode() for text in ("--gpu-architecture=sm_{}{}".format(*capability), *_OPTIONS)]
        (status,) = nvrtc.nvrtcCompileProgram(program, len(options), options)
        if int(status):
            # One more than it needs: bytes of length 1 are shared by all of Python, and are written to here.
            log = bytes(checked(nvrtc.nvrtcGetProgramLogSize(program)) + 1)
            checked(nvrtc.nvrtcGetProgramLog(program, log))
            raise RuntimeError(f"{status!r}: {log.rstrip(bytes(1)).decode(errors='replace').strip()}")
        binary: bytes = bytes(checked(nvrtc.nvrtcGetCUBINSize(program)))
        checked(nvrtc.nvrtcGetCUBIN(program, binary))
    finally:
        nvrtc.nvrtcDestroyProgram(program)
    return binary
