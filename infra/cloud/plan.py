"""`make plan`: the finished template, and what it would cost. Needs no credentials."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.cloud import costs
from infra.cloud.extras import Template
from infra.cloud.package import packaged
from infra.cloud.translate import lint, translated

MEASURED = Path("benchmarks/scale/measured.json")
OUT = Path(".lector/cloud")


def plan() -> int:
    """Package, check, write the template, print what it holds and costs; return 1 where the lint finds something."""
    with packaged() as made:
        template = translated(made.template, {"Bucket": "lector-code", "Key": "api.zip"})
        size = made.zip.stat().st_size
    findings = lint(template)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "template.json").write_text(json.dumps(template, indent=1) + "\n", encoding="utf-8")
    print("\n".join(holds(template, size)))
    print(f"\nThe whole template: {OUT / 'template.json'}. cfn-lint: {len(findings) or 'no'} findings")
    print("\n".join(findings))
    print("\n".join(would_cost(json.loads(MEASURED.read_text(encoding="utf-8")), _reader_memory(template))))
    return 1 if findings else 0


def holds(template: Template, zip_bytes: int) -> list[str]:
    """Return what the template holds, a line each."""
    resources = template["Resources"]
    kinds = Counter(resource["Type"].removeprefix("AWS::") for resource in resources.values())
    lines = [f"{len(resources)} resources, the API's zip {zip_bytes / 1e6:.2f} MB", ""]
    lines += [f"{count:4}  {kind}" for kind, count in sorted(kinds.items())]
    lines += ["", "functions      memory  timeout  from"]
    for name, resource in resources.items():
        if resource["Type"] == "AWS::Lambda::Function":
            function = resource["Properties"]
            code = "image" if function.get("PackageType") == "Image" else "zip"
            lines.append(f"  {name:12} {function['MemorySize']:5} MB  {function['Timeout']:5} s  {code}")
    return lines


def would_cost(measured: Mapping[str, Any], memory_mb: int) -> list[str]:
    """Return the costs, a line each."""
    ours = costs.per_thousand_pages(measured, memory_mb)
    slow = costs.per_thousand_pages(measured, memory_mb, slower=2)
    lines = [
        "",
        f"From {measured['pages']} pages of {measured['characters']} characters on average,"
        f" {measured['seconds_a_page']:.2f} CPU seconds a page ({measured['command']}; {measured['machine']}).",
        "List prices of us-east-1, no free tier. Right: with Lambda's core half as fast as the measured one.",
        "",
        "1,000 pages, read and spoken, kept for a month and listened to once",
        *(_row(a.about, a.dollars, b.dollars) for a, b in zip(ours, slow, strict=True)),
        _row("in all", costs.total(ours), costs.total(slow)),
        "",
        "the same pages with Amazon's services for it",
        *(_row(line.about, line.dollars) for line in costs.managed_services(measured)),
        _row("in all", costs.total(costs.managed_services(measured))),
        "",
        "a month in which nobody uses it, besides what is stored",
        *(_row(line.about, line.dollars) for line in costs.idle_month()),
        _row("in all", costs.total(costs.idle_month())),
    ]
    return lines


def _row(about: str, *dollars: float) -> str:
    return f"  {about:86}" + "".join(f"  ${amount:8.4f}" for amount in dollars)


def _reader_memory(template: Template) -> int:
    return int(template["Resources"]["ReadUpload"]["Properties"]["MemorySize"])
