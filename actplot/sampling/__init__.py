"""Formulas to samples."""
