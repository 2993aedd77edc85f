"""Tests made of claims: what pytest collects in place of a function that is marked ``gradient``."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pluggy
import pytest

from ..errors import BridgeError, ClaimError
from .claim_record import ClaimRecord, WrongClaimError, records_of
from .outcome import require
from .plugin import COLLECTED
from .settings import sampling

__all__ = ["ClaimItem", "claim_items"]

# Frames of these say nothing about the claim of the user.
_MACHINERY = tuple(
    str(Path(inspect.getfile(member)).parent) for member in (BridgeError, pytest.Item, pluggy.HookimplMarker)
)


def claim_items(
    collector: pytest.Module | pytest.Class, name: str, obj: Any, *, is_marked_itself: bool
) -> list[pytest.Item] | None:
    """Return one item for each claim of a marked function, for each set of its parameters.

    Parameters
    ----------
    collector : pytest.Module or pytest.Class
    name : str
    obj : function, or staticmethod or classmethod of one
    is_marked_itself : bool
        Whether the mark stands on the function, rather than on its class or module.
    """
    # pytest lays out the parameters, but refuses generators: it is shown a function that is none.
    found = collector.ihook.pytest_pycollect_makeitem(collector=collector, name=name, obj=_plain(obj))
    if found is None and is_marked_itself:
        patterns = ", ".join(f"{pattern}*" for pattern in collector.config.getini("python_functions"))
        raise collector.CollectError(
            f"{name} is marked gradient, but would not be collected: pytest looks for functions named"
            f" {patterns} (python_functions)"
        )
    if found is None:
        return None
    origins = found if isinstance(found, list) else [found]
    return [
        item
        for origin in origins
        for item in (_items(origin, collector) if isinstance(origin, pytest.Function) else [origin])
    ]


def _plain(obj: Any) -> Any:
    """Return a function of the same name, marks and parameters that is no generator."""
    if isinstance(obj, staticmethod | classmethod):
        return type(obj)(_plain(obj.__func__))

    @functools.wraps(obj)
    def plain(*args: Any, **kwargs: Any) -> Any:
        return obj(*args, **kwargs)

    setattr(plain, COLLECTED, True)
    return plain


class ClaimItem(pytest.Item):
    """One claim as a test."""

    def __init__(self, *, record: ClaimRecord, origin: pytest.Function, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.record = record
        _inherit(self, origin)
        for mark in record.marks:
            self.add_marker(mark)
        self._location = origin.reportinfo()

    def runtest(self) -> None:
        """Check the claim."""
        from .. import check_gradient

        options = {**sampling(self.config), **self._marked_options(), **self.record.options}
        known = [p.name for p in inspect.signature(check_gradient).parameters.values()]
        unknown = [option for option in options if option not in known[2:]]
        if unknown:
            pytest.fail(
                f"unknown option {unknown[0]!r} of a gradient claim; known: {', '.join(known[2:])}",
                pytrace=False,
            )
        path, line, _ = self._location
        report = check_gradient(self.record.expr, self.record.claimed, **options)
        require(report, self.config, place=f"{_relative(path)}:{(line or 0) + 1}: {self.name}")

    def _marked_options(self) -> dict[str, Any]:
        # The mark of the function stands nearer than that of its class.
        marks = reversed(list(self.iter_markers("gradient")))
        return {name: value for mark in marks for name, value in mark.kwargs.items()}

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return a message of the library alone, else the traceback without the library's frames."""
        cause = excinfo.value.__cause__
        if isinstance(excinfo.value, ClaimError) and isinstance(cause, Exception):
            # The failing line is one of the user's: it is shown with its surroundings.
            return _without_our_frames(super().repr_failure, pytest.ExceptionInfo.from_exception(cause))
        if isinstance(excinfo.value, BridgeError):
            return f"{type(excinfo.value).__name__}: {excinfo.value}"
        return _without_our_frames(super().repr_failure, excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Return where the function stands, and the name of the claim."""
        path, line, _ = self._location
        return path, line, self.name


class FailedClaims(pytest.Item):
    """A marked function whose claims could not be read: it fails as a test, beside the other tests."""

    def __init__(self, *, error: BaseException, origin: pytest.Function, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._error = error
        self._location = origin.reportinfo()
        _inherit(self, origin)

    def runtest(self) -> None:
        """Raise what went wrong when the claims were asked for."""
        if isinstance(self._error, WrongClaimError):
            pytest.fail(str(self._error), pytrace=False)
        raise self._error

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return the traceback without frames of this plugin."""
        return _without_our_frames(super().repr_failure, excinfo)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Return where the function stands."""
        return self._location


def _items(origin: pytest.Function, parent: pytest.Module | pytest.Class) -> Iterator[pytest.Item]:
    try:
        _refuse_claims_in_marks(origin)
        records = records_of(_call(origin), origin.name)
    except (Exception, pytest.skip.Exception, pytest.fail.Exception, pytest.xfail.Exception) as error:
        yield FailedClaims.from_parent(parent, name=origin.name, error=error, origin=origin)
        return
    base, bracket, parameters = origin.name.partition("[")
    prefix = f"{parameters.removesuffix(']')}-" if bracket else ""
    for record in records:
        yield ClaimItem.from_parent(
            parent, name=f"{base}[{prefix}{record.name}]", record=record, origin=origin
        )


def _refuse_claims_in_marks(origin: pytest.Function) -> None:
    """Refuse a claim written into the mark: nothing would check it."""
    if any(mark.args for mark in origin.iter_markers("gradient")):
        raise WrongClaimError(
            f"{origin.name}: the mark gradient takes options alone, as gradient(n_points=48); claims are"
            " returned or yielded by the function"
        )


def _call(origin: pytest.Function) -> Any:
    """Call a marked function with its parameters; fixtures do not exist yet when tests are collected."""
    callspec = getattr(origin, "callspec", None)
    given = dict(callspec.params) if callspec is not None else {}
    needed = [
        parameter.name
        for parameter in inspect.signature(origin.obj).parameters.values()
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD
    ]
    missing = [name for name in needed if name not in given]
    if missing:
        raise WrongClaimError(
            f"{origin.name} asks for the fixture {missing[0]!r}, but claims are collected before fixtures"
            " exist: use parametrize, or write an ordinary test with the fixture check_gradient"
        )
    returned = origin.obj(**{name: given[name] for name in needed})
    return list(returned) if inspect.isgenerator(returned) else returned


def _inherit(item: pytest.Item, origin: pytest.Function) -> None:
    item.own_markers.extend(origin.own_markers)
    item.keywords.update({mark.name: mark for mark in origin.own_markers})
    item.extra_keyword_matches.add(origin.originalname)


def _without_our_frames(default: Any, excinfo: pytest.ExceptionInfo[BaseException]) -> Any:
    frames = [entry for entry in excinfo.traceback if not str(entry.path).startswith(_MACHINERY)]
    if frames:
        excinfo.traceback = type(excinfo.traceback)(frames)
    return default(excinfo)


def _relative(path: Any) -> str:
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return str(path)
