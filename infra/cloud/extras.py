"""What is added to Chalice's template: template/*.yaml, the security headers, the dashboard's widgets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from infra.local.site import security_headers

FOLDER = Path(__file__).parent / "template"
MEDIA_ORIGIN = "https://${AWS::StackName}-media-${AWS::AccountId}-${AWS::Region}.s3.${AWS::Region}.amazonaws.com"
HSTS_SECONDS = 2 * 365 * 86_400

Template = dict[str, Any]


def extras() -> Template:
    """Return the files of the folder as one template, its gaps filled."""
    whole: Template = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for section, content in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            taken = whole.setdefault(section, {})
            if twice := taken.keys() & content.keys():
                raise ValueError(f"{path.name} has again: {', '.join(sorted(twice))}")
            taken |= content
    resources = whole["Resources"]
    resources["SecurityHeaders"]["Properties"]["ResponseHeadersPolicyConfig"] |= _headers()
    resources["Dashboard"]["Properties"]["DashboardBody"] = {"Fn::Sub": json.dumps({"widgets": _widgets()})}
    return whole


def _headers() -> Template:
    """Return the headers of the local cloud as CloudFront wants them, and HSTS, which a laptop cannot have."""
    headers = security_headers(MEDIA_ORIGIN)
    known = {
        "ContentSecurityPolicy": {
            "ContentSecurityPolicy": {"Fn::Sub": headers.pop("Content-Security-Policy")},
            "Override": True,
        },
        "ReferrerPolicy": {"ReferrerPolicy": headers.pop("Referrer-Policy"), "Override": True},
        "ContentTypeOptions": {"Override": True},
        "StrictTransportSecurity": {
            "AccessControlMaxAgeSec": HSTS_SECONDS,
            "IncludeSubdomains": True,
            "Override": True,
        },
    }
    if headers.pop("X-Content-Type-Options") != "nosniff":
        raise ValueError("CloudFront knows only X-Content-Type-Options: nosniff")
    others = [{"Header": name, "Value": value, "Override": True} for name, value in headers.items()]
    return {"SecurityHeadersConfig": known, "CustomHeadersConfig": {"Items": others}}


def _widgets() -> list[Template]:
    """Return the dashboard: is it used, does it work, is it fast, does anyone wait."""
    reader, api = ["FunctionName", "${ReadUpload}"], ["ApiName", "${AWS::StackName}", "Stage", "api"]
    queue = ["QueueName", "${UploadsQueue.QueueName}"]
    charts = [
        ("Documents a minute", "Sum", [["AWS/Lambda", "Invocations", *reader], ["AWS/Lambda", "Errors", *reader]]),
        ("Seconds a document", "p90", [["AWS/Lambda", "Duration", *reader]]),
        ("Readers at work", "Maximum", [["AWS/Lambda", "ConcurrentExecutions", *reader]]),
        ("Uploads that wait", "Maximum", [["AWS/SQS", "ApproximateNumberOfMessagesVisible", *queue]]),
        ("Longest wait, s", "Maximum", [["AWS/SQS", "ApproximateAgeOfOldestMessage", *queue]]),
        ("API, answers", "Sum", [["AWS/ApiGateway", name, *api] for name in ("Count", "4XXError", "5XXError")]),
        ("API, ms", "p90", [["AWS/ApiGateway", "Latency", *api]]),
    ]
    return [
        {
            "type": "metric",
            "x": number % 2 * 12,
            "y": number // 2 * 6,
            "width": 12,
            "height": 6,
            "properties": {
                "title": title,
                "stat": statistic,
                "period": 60,
                "region": "${AWS::Region}",
                "metrics": metrics,
            },
        }
        for number, (title, statistic, metrics) in enumerate(charts)
    ]
