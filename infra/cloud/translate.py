"""Translates the template from SAM's terms to plain CloudFormation, here instead of in AWS, and lints the outcome."""

from __future__ import annotations

import copy
import os
from typing import Any

from infra.cloud.extras import Template

_NEED_REGION = "us-east-1"


def translated(template: Template, code: dict[str, str]) -> Template:
    """Return the template in plain CloudFormation.

    Args:
        template: as Chalice packaged it.
        code: where the API's zip lies: {"Bucket", "Key"}.
    """
    # The translator asks for a region when it is made; what it writes names ${AWS::Region}.
    os.environ.setdefault("AWS_DEFAULT_REGION", _NEED_REGION)
    from samtranslator.parser.parser import Parser
    from samtranslator.translator.translator import Translator

    sam = copy.deepcopy(template)
    for resource in sam["Resources"].values():
        if "CodeUri" in resource.get("Properties", {}):
            resource["Properties"]["CodeUri"] = code
    defaults = {name: str(item["Default"]) for name, item in sam["Parameters"].items() if "Default" in item}
    plain = Translator({}, Parser()).translate(sam, {"ReaderImage": "image"} | defaults)
    plain.pop("Transform", None)
    return dict(plain)


def lint(template: Template, region: str = _NEED_REGION) -> list[str]:
    """Return what cfn-lint has against a plain template: one line each, errors and warnings."""
    import json

    from cfnlint.api import lint as cfn_lint
    from cfnlint.core import get_rules

    found: list[Any] = cfn_lint(json.dumps(template), get_rules([], [], ["E", "W"], {}, False), [region])
    return [f"{match.rule.id} {'/'.join(map(str, match.path or []))}: {match.message}" for match in found]
