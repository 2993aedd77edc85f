"""Reading of the files of the Statistical Reference Datasets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Dataset", "read"]

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Dataset:
    """What a file says, in the decimals in which it says it.

    Attributes
    ----------
    name : str
    starts : tuple of two dicts
        The starting values of each parameter: far from the solution, and near it.
    parameters, deviations : dict
        The certified values, and their certified standard deviations.
    residual_sum, residual_deviation : str
        The certified sum of squares, and the root of it over the degrees of freedom.
    degrees_of_freedom, n_observations : int
    rows : tuple of tuple of str
        The observations: the response, and the predictors.
    """

    name: str
    starts: tuple[dict[str, str], dict[str, str]]
    parameters: dict[str, str]
    deviations: dict[str, str]
    residual_sum: str
    residual_deviation: str
    degrees_of_freedom: int
    n_observations: int
    rows: tuple[tuple[str, ...], ...]

    @property
    def columns(self) -> list[list[float]]:
        """The response, and each predictor, in double precision."""
        return [[float(entry) for entry in column] for column in zip(*self.rows, strict=True)]


def read(name: str) -> Dataset:
    """Read one of the files that stand beside this one."""
    head, body = (FOLDER / f"{name}.dat").read_text(encoding="ascii").rsplit("Data: ", 1)
    table = [line.split() for line in re.findall(r"^ +b\d+ *=(.*)$", head, re.MULTILINE)]
    names = [f"b{number}" for number in range(1, len(table) + 1)]
    first, second, certified, deviations = zip(*table, strict=True)

    def fact(label: str) -> str:
        return re.search(rf"^{label}:? +(\S+) *$", head, re.MULTILINE)[1]

    return Dataset(
        name=name,
        starts=(dict(zip(names, first, strict=True)), dict(zip(names, second, strict=True))),
        parameters=dict(zip(names, certified, strict=True)),
        deviations=dict(zip(names, deviations, strict=True)),
        residual_sum=fact("Residual Sum of Squares"),
        residual_deviation=fact("Residual Standard Deviation"),
        degrees_of_freedom=int(fact("Degrees of Freedom")),
        n_observations=int(fact("Number of Observations")),
        rows=tuple(tuple(line.split()) for line in body.splitlines()[1:] if line.strip()),
    )
