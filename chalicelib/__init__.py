"""Lector: takes a photo or scan of text, reads it, and speaks it."""
