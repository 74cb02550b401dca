"""Tests of the room `formula`."""
