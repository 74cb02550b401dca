"""Tests of the room `draw`."""
