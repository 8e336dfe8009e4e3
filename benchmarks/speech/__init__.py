"""How well and how fast Lector speaks, with peers beside it: `python -m benchmarks.speech`."""
