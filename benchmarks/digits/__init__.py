"""Digits: the reader on MNIST's t10k, on made photographs of it, and on what is no digit."""
