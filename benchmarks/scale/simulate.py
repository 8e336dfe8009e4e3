"""`python -m benchmarks.scale.simulate`: waiting time against concurrency, as a table and as docs/scale-*.svg."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.plot import Axis, Series, svg
from benchmarks.scale.measure import MEASURED
from benchmarks.scale.queueing import Load, Outcome, simulate

DOCS = Path("docs")
IMAGE_SECONDS = 2.0
"""What Lambda takes to fetch and start the image before our code runs: assumed; AWS alone can tell."""
CORE = 1.5
"""How many times as long Lambda's core is assumed to take as the one that was measured on."""
LOADS = (
    ("1 a minute", Load(1, 600), (1, 2, 5, 10)),
    ("100 a minute", Load(100, 60), (5, 7, 8, 10, 15, 20, 50)),
    ("10,000 a minute", Load(10_000, 15), (600, 680, 700, 750, 800, 1000)),
    ("100 at once, then nothing", Load(0, 0, 100), (2, 5, 10, 20, 50, 100)),
    ("1,000 at once, then nothing", Load(0, 0, 1000), (10, 50, 100, 200, 500, 1000)),
)


def main() -> None:
    """Simulate, print a table in Markdown, and draw."""
    measured = json.loads(MEASURED.read_text(encoding="utf-8"))
    seconds = [second * CORE for second in measured["seconds"]]
    cold = measured["cold_start_seconds"] * CORE + IMAGE_SECONDS
    print(f"Service {sum(seconds) / len(seconds):.2f} s on average, cold start {cold:.2f} s.\n")
    print("| load | readers | waits: half | 95 % | longest | cold starts | busy |")
    print("|---|---|---|---|---|---|---|")
    curves: dict[str, list[tuple[float, float]]] = {}
    for name, load, choices in LOADS:
        for readers in choices:
            outcome = simulate(load, readers=readers, seconds=seconds, cold_seconds=cold)
            print(_row(name, readers, outcome, load))
            curves.setdefault(name, []).append((readers, outcome.quantile(0.95)))
    for file, title, names in (
        ("scale-steady", "Steady load: how long 95 % wait at most", [name for name, _, _ in LOADS[:3]]),
        ("scale-bursts", "Bursts: how long 95 % wait at most", [name for name, _, _ in LOADS[3:]]),
    ):
        series = [Series(name, [(x, max(y, 0.01)) for x, y in curves[name]]) for name in names]
        drawn = svg(title, Axis("readers (maximum concurrency)", log=True), Axis("seconds", log=True), series)
        (DOCS / f"{file}.svg").write_text(drawn, encoding="utf-8")


def _row(name: str, readers: int, outcome: Outcome, load: Load) -> str:
    seconds = max(load.minutes * 60, max(outcome.waits))
    busy = min(1.0, outcome.busy_seconds / (outcome.most_readers * seconds))
    return (
        f"| {name} | {readers} | {outcome.quantile(0.5):.1f} s | {outcome.quantile(0.95):.1f} s"
        f" | {max(outcome.waits):.1f} s | {outcome.cold_starts} | {busy:.0%} |"
    )


if __name__ == "__main__":
    main()
