"""What Lector needs in the cloud, measured here and reckoned from there.

measure    `python -m benchmarks.scale.measure`: seconds, bytes and calls of a document → measured.json
simulate   `python -m benchmarks.scale.simulate`: waiting times of bursts against concurrency → docs/scale-*.svg
"""
