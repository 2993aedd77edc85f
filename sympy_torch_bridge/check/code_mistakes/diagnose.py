"""What the numbers of wrong torch code are consistent with, confirmed at fresh points."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..diagnosis import Diagnosis, Mistake
from .entries import Naming, entry_account
from .jacobian import jacobian_account
from .judged import Judged
from .region import is_confirmed, regions

__all__ = ["diagnose_code"]

_FEWEST = 3
# A mistake made at every point of a diagonal does not show where the derivative vanishes.
_MOSTLY = 0.8
At = Callable[[np.ndarray[Any, Any] | None], Judged | None]


def diagnose_code(judged: Judged, at: At, naming: Naming) -> Diagnosis:
    """Name mistakes in the derivatives of a black box.

    Parameters
    ----------
    judged : Judged
    at : callable
        Judges the code at other points: those it is given, shape (n, p), or fresh ones for None; returns
        None where there are none.
    naming : Naming
    """
    fresh = at(None)
    if fresh is None or not judged.wrong.any():
        return Diagnosis()
    finite = judged.wrong & judged.known
    whole = jacobian_account(judged, fresh, naming) if finite.any() else None
    found: dict[tuple[int, int], Mistake] = {}
    for entry in zip(*np.nonzero(judged.wrong.any(axis=0)), strict=True):
        output, place = int(entry[0]), int(entry[1])
        mistake = _whole_mistake(whole, judged, output, place) or _of_entry(
            judged, fresh, at, (output, place), naming
        )
        if mistake is not None:
            found[output, place] = mistake
    return _told(found, judged, naming)


def _whole_mistake(whole: tuple[str, str] | None, judged: Judged, output: int, place: int) -> Mistake | None:
    if whole is None or not (judged.wrong & judged.known)[:, output, place].any():
        return None
    return Mistake(*whole)


def _of_entry(
    judged: Judged, fresh: Judged, at: At, entry: tuple[int, int], naming: Naming
) -> Mistake | None:
    wrong, known = judged.wrong[:, *entry], judged.known[:, *entry]
    if not (wrong & known).any():
        return _not_finite(judged, entry, naming)
    account = entry_account(judged, fresh, entry, naming)
    if account is not None:
        return Mistake(*account)
    fresh_wrong = fresh.wrong[:, *entry]
    for region in regions(judged, wrong, judged.tells(entry), naming.inputs):
        if is_confirmed(region, fresh, fresh_wrong, fresh.tells(entry)):
            inside = entry_account(judged, fresh, entry, naming, wrong, fresh_wrong)
            text = f"a derivative that is wrong only where {region.text}"
            if inside is None:
                return Mistake("region", text, region=region.text)
            return Mistake(
                "region", f"{text}: {inside[1]} there", region=region.text, other_kinds=(inside[0],)
            )
    return _diagonal(judged, fresh, at, entry, naming)


def _not_finite(judged: Judged, entry: tuple[int, int], naming: Naming) -> Mistake:
    """State where no finite number came out: a fact, which needs no fresh points."""
    wrong = judged.wrong[:, *entry]
    at_zero = [
        name
        for i, name in enumerate(naming.inputs)
        if (judged.inputs[wrong, i] == 0).all()
        and (judged.inputs[~wrong & judged.known[:, *entry], i] != 0).all()
    ]
    region = f"{at_zero[0]} = 0" if at_zero else ""
    text = "no finite number where the derivative has one"
    return Mistake("not-finite", f"{text} ({region})" if region else text, region=region)


def _diagonal(
    judged: Judged, fresh: Judged, at: At, entry: tuple[int, int], naming: Naming
) -> Mistake | None:
    """Tell whether a derivative is wrong only where two inputs are equal; fresh points are moved there."""
    wrong, known = judged.wrong[:, *entry], judged.known[:, *entry]
    for left in range(judged.inputs.shape[1]):
        for right in range(left + 1, judged.inputs.shape[1]):
            equal = judged.inputs[:, left] == judged.inputs[:, right]
            if not (equal & wrong & known).any() or (wrong & ~equal)[known].any():
                continue
            moved = fresh.inputs.copy()
            moved[:, right] = moved[:, left]
            there = at(moved)
            apart = fresh.known[:, *entry] & (fresh.inputs[:, left] != fresh.inputs[:, right])
            if there is None or apart.sum() < _FEWEST or fresh.wrong[:, *entry][apart].any():
                continue
            seen = there.known[:, *entry]
            n_wrong = int(there.wrong[:, *entry][seen].sum())
            if n_wrong >= _FEWEST and n_wrong >= _MOSTLY * seen.sum():
                region = f"{naming.inputs[left]} = {naming.inputs[right]}"
                return Mistake("diagonal", f"a derivative that is wrong only where {region}", region=region)
    return None


def _told(found: dict[tuple[int, int], Mistake], judged: Judged, naming: Naming) -> Diagnosis:
    """Put equal accounts of several derivatives together; what has none is said to have none."""
    if not found:
        return Diagnosis()
    entries = [(int(o), int(p)) for o, p in zip(*np.nonzero(judged.wrong.any(axis=0)), strict=True)]
    groups: dict[Mistake, list[tuple[int, int]]] = {}
    for entry, mistake in found.items():
        groups.setdefault(mistake, []).append(entry)
    is_all = len(groups) == 1 and len(found) == len(entries)
    texts, mistakes = [], []
    for mistake, members in groups.items():
        labels = ", ".join(_label(*member, naming) for member in members)
        has_one_entry = judged.exact[0].size == 1
        texts.append(
            mistake.text if is_all and (has_one_entry or len(members) > 1) else f"{labels}: {mistake.text}"
        )
        component = "" if is_all and len(members) == judged.exact[0].size else labels
        mistakes.append(
            Mistake(
                mistake.kind,
                mistake.text,
                component=component,
                region=mistake.region,
                other_kinds=mistake.other_kinds,
            )
        )
    rest = [_label(*entry, naming) for entry in entries if entry not in found]
    if rest:
        texts.append(f"no known mistake for {', '.join(rest)}")
    return Diagnosis("consistent with " + "; ".join(texts), tuple(mistakes))


def _label(output: int, place: int, naming: Naming) -> str:
    name = f"f[{output}]" if naming.is_vector else "f"
    return f"d{name}/d{naming.wrt[place]}"
