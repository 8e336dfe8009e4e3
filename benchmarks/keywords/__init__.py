"""How well words are heard: `python -m benchmarks.keywords`."""
