"""Sampled curves to a figure."""
