"""What tests with several processes share: starting them, and bringing home what each found."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist
from torch.multiprocessing import spawn

PROCESSES = 2


def on_two_processes(function: Callable[..., Any], *arguments: Any) -> list[Any]:
    """Call a function in two processes that are connected by gloo; return what each gave back.

    They meet through a file, so that no port has to be free.
    """
    with tempfile.TemporaryDirectory() as folder:
        spawn(_process, args=(folder, function, arguments), nprocs=PROCESSES)
        return [torch.load(Path(folder) / f"{rank}.pt", weights_only=False) for rank in range(PROCESSES)]


def _process(rank: int, folder: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")  # torch's own, on its experimental parts
    dist.init_process_group("gloo", init_method=f"file://{folder}/meeting", rank=rank, world_size=PROCESSES)
    try:
        torch.save(function(*arguments), Path(folder) / f"{rank}.pt")
    finally:
        dist.destroy_process_group()
