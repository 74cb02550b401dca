"""Tests of the room `entries`."""
