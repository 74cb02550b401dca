"""What a run of the program imports, imported once in the process of which runs are forks."""

import importlib
import os
import pkgutil

import actplot
from actplot.__main__ import LINEAR_ALGEBRA

FORMATS = ("agg", "pdf", "ps", "svg")

for library in LINEAR_ALGEBRA:  # before numpy is there
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
for room in ("command", "draw", "entries", "evaluate", "formula", "sampling", "write"):
    for module in pkgutil.iter_modules([f"{actplot.__path__[0]}/{room}"]):
        importlib.import_module(f"actplot.{room}.{module.name}")
for name in FORMATS:
    importlib.import_module(f"matplotlib.backends.backend_{name}")
