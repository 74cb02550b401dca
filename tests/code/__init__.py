"""Tests of the code that is printed."""
