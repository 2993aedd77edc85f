"""Naming a mistake in the gradient of torch code from its numbers alone: nothing is known of a formula."""

from __future__ import annotations

from .diagnose import diagnose_code

__all__ = ["diagnose_code"]
