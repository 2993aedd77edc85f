"""Pages in headless Chromium, without a network."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

__all__ = ["BROWSER", "in_frames", "needs_browser", "titled"]

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium: apt-get install chromium")

_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)
# A window of Chromium is at least 500 pixels wide, a frame as narrow as one likes.
_FRAMES = """<!doctype html><title></title><body><script>
const measure = %(measure)s;
(async () => {
  const found = [];
  for (const page of %(pages)s) {
    const frame = document.createElement("iframe");
    frame.style = "width: %(width)dpx; height: 800px; border: 0";
    frame.src = page;
    const loaded = new Promise((done) => { frame.onload = done; });
    document.body.append(frame);
    await loaded;
    found.push(measure(frame.contentDocument, frame.contentWindow));
    frame.remove();
  }
  document.title = JSON.stringify(found);
})();
</script>"""


def titled(page: Path, profile: Path, *options: str) -> str:
    """Return the title of a page after its scripts ran."""
    arguments = [
        str(BROWSER),
        *_OPTIONS,
        *options,
        f"--user-data-dir={profile}",
        "--dump-dom",
        f"file://{page}",
    ]
    run = subprocess.run(arguments, capture_output=True, text=True, check=True, timeout=120)
    title = re.search("<title>(.*?)</title>", run.stdout, re.DOTALL)
    assert title is not None
    return html.unescape(title[1])


def in_frames(folder: Path, pages: Sequence[str], measure: str, *, width: int) -> list[Any]:
    """Load pages one after another in a frame of a width, and return what a function finds in each.

    Parameters
    ----------
    folder : Path
        Of a site; a page for the frames is written into it.
    pages : sequence of str
    measure : str
        Of a JavaScript function of the document and the window.
    width : int
        In pixels.
    """
    frames = folder / "frames.html"
    frames.write_text(_FRAMES % {"measure": measure, "pages": json.dumps(list(pages)), "width": width})
    options = ("--allow-file-access-from-files", "--virtual-time-budget=60000")
    found = json.loads(titled(frames, folder.parent / "profile", *options))
    assert len(found) == len(pages)
    return list(found)
