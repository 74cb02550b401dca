"""The tests; `oracle.py` is what numbers are held against."""
