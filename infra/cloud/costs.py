"""What Lector costs in AWS, from what benchmarks/scale measured. Pure: figures in, dollars out.

Prices are AWS's list prices of us-east-1 in US dollars, without any free tier. They change; AWS's pages have the last
word: aws.amazon.com/lambda/pricing, and so on for each service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

LAMBDA_GB_SECOND = 0.0000166667
LAMBDA_REQUEST = 0.20 / 1e6
API_REQUEST = 3.50 / 1e6
S3_WRITE, S3_READ = 0.005 / 1e3, 0.0004 / 1e3
S3_GB_MONTH = 0.023
S3_GB_OUT = 0.09
DYNAMODB_WRITE, DYNAMODB_READ = 0.625 / 1e6, 0.125 / 1e6
SQS_REQUEST = 0.40 / 1e6
LOG_GB = 0.50
TRACE = 5.00 / 1e6
ECR_GB_MONTH = 0.10
TEXTRACT_PAGE = 1.50 / 1e3
POLLY_CHARACTER = 16.00 / 1e6

API_CALLS_A_PAGE = 12
"""Announcing, some looks at the progress, history, opening the result."""
API_SECONDS = 0.05
"""An API call's time at 512 MB."""
RESULTS_FETCHED = 8
"""Files that a browser fetches of one document: text, words, picture, captions, speech by parts."""
DOCUMENT_KB = 5
"""A document's item with its search text, at most; DynamoDB counts writes by the KB, reads by 4 KB."""
LOG_BYTES = 2_000
"""Of one document, all functions."""
IMAGE_GB = 0.5
"""The reader's image, compressed; reckoned, since none was built here."""
SWEEPS_A_MONTH = 30 * 24 * 4
POLLS_A_MONTH = 2 * 5 * 30 * 24 * 60 * 3
"""Two queues, five pollers each, twenty seconds a look: how Lambda asks for messages, also where there are none."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that costs: what it is, and US dollars."""

    about: str
    dollars: float


def per_thousand_pages(measured: Mapping[str, Any], memory_mb: int, *, slower: float = 1.0) -> list[Line]:
    """Return what 1,000 pages cost that are read, spoken, listened to once and kept for a month.

    Args:
        measured: of benchmarks/scale/measured.json.
        memory_mb: of the reader's function.
        slower: how many times as long Lambda's core takes as the one that was measured on.
    """
    seconds = measured["seconds_a_page"] * slower
    calls = measured["calls"]
    writes = calls.get("dynamodb:UpdateItem", 0) + 1
    each = [
        Line("reading and speaking (Lambda)", seconds * memory_mb / 1024 * LAMBDA_GB_SECOND + LAMBDA_REQUEST),
        Line(
            f"API, {API_CALLS_A_PAGE} calls (API Gateway, Lambda)",
            API_CALLS_A_PAGE * (API_REQUEST + LAMBDA_REQUEST + API_SECONDS * 0.5 * LAMBDA_GB_SECOND),
        ),
        Line(
            "documents and sessions (DynamoDB)",
            writes * DOCUMENT_KB * DYNAMODB_WRITE + API_CALLS_A_PAGE * (2 + ceil(DOCUMENT_KB / 4)) * DYNAMODB_READ,
        ),
        Line("storing and fetching files (S3)", (measured["files"] + 1) * S3_WRITE + RESULTS_FETCHED * S3_READ),
        Line("messages, logs, traces", 4 * SQS_REQUEST + LOG_BYTES / 1e9 * LOG_GB + (1 + API_CALLS_A_PAGE) * TRACE),
        Line("keeping the results for a month (S3)", measured["result_bytes"] / 1e9 * S3_GB_MONTH),
        Line("listening once: data out to the internet", measured["speech_bytes"] / 1e9 * S3_GB_OUT),
    ]
    return [Line(line.about, 1000 * line.dollars) for line in each]


def idle_month() -> list[Line]:
    """Return what a month costs in which nobody uses Lector."""
    sweep = LAMBDA_REQUEST + 0.1 * 0.25 * LAMBDA_GB_SECOND + DYNAMODB_READ
    return [
        Line(f"the reader's image in ECR, about {IMAGE_GB} GB", IMAGE_GB * ECR_GB_MONTH),
        Line("looking after stuck documents, every 15 minutes", SWEEPS_A_MONTH * sweep),
        Line("asking two queues for messages (AWS gives the first million a month)", POLLS_A_MONTH * SQS_REQUEST),
        Line("the rest: functions, queues, tables, alarms (ten are free), dashboard (three are free)", 0.0),
    ]


def managed_services(measured: Mapping[str, Any]) -> list[Line]:
    """Return what the same 1,000 pages cost with Amazon Textract and Amazon Polly (neural voices)."""
    return [
        Line("Textract, text detection", 1000 * TEXTRACT_PAGE),
        Line("Polly, neural voices", 1000 * measured["characters"] * POLLY_CHARACTER),
    ]


def total(lines: list[Line]) -> float:
    """Return the sum in US dollars."""
    return sum(line.dollars for line in lines)
