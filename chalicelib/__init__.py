"""Lector: takes a photo or scan of text, reads it, and speaks it."""

__version__ = "0.1.0"
