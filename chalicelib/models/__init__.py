"""Weights that the project trained, each with a model card beside it."""
