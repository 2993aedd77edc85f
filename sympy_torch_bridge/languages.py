"""Languages other than English that the package has catalogues for."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

from .errors import OptionError

__all__ = ["ENGLISH", "FOLDER", "LANGUAGES", "catalogue"]

ENGLISH = "en"
FOLDER = Path(__file__).with_name("locale")
# The name that people write, and the folder of the catalogues.
_FOLDERS = {"zh": "zh_CN"}
LANGUAGES: tuple[str, ...] = (ENGLISH, *_FOLDERS)


@cache
def catalogue(name: str, language: str) -> gettext.NullTranslations:
    """Return the translations of one catalogue.

    Parameters
    ----------
    name : str
        ``sympy_torch_bridge`` for words of pages, ``sympy_torch_bridge_titles`` for titles of rules.
    language : str
        ``en`` or ``zh``, with or without a country and an encoding, as ``zh_CN.UTF-8``. English is
        what the messages are written in.

    Raises
    ------
    OptionError
        There is no catalogue of that language. Traditional Chinese is another one than ``zh_CN``.

    Examples
    --------
    >>> catalogue("sympy_torch_bridge_titles", "zh").gettext("chain rule")
    '链式法则'
    >>> catalogue("sympy_torch_bridge_titles", "en").gettext("chain rule")
    'chain rule'
    """
    wanted = language.partition(".")[0].replace("-", "_")
    if wanted.partition("_")[0] == ENGLISH:
        return gettext.NullTranslations()
    folder = _FOLDERS.get(wanted, wanted)
    if folder not in _FOLDERS.values():
        raise OptionError("language", language, accepted=LANGUAGES)
    return gettext.translation(name, FOLDER, [folder])
