"""Fuzzing: random formulas, curves and command lines. `python -m tests.fuzz -h` runs many."""
