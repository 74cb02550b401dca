"""Formulas read a second time, and their true values: nothing here knows how actplot works.

`reading` turns text into a tree, `balls` holds numbers with a bound of their error, `series` the
functions of the language, `meaning` the truth at a point; `grammar` draws random formulas and
`compare` holds what actplot gives against the truth. `python -m tests.truth N` runs N formulas.
"""
