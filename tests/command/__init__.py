"""Tests of the room `command`."""
