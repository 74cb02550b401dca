"""Tests of the room `write`."""
