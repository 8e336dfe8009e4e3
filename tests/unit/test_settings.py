"""Settings: what can be set, and what is said of values that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chalicelib.settings import BadSettings, Settings


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.from_environment({}) == Settings()


def test_values_have_their_types() -> None:
    settings = Settings.from_environment(
        {"LECTOR_MAX_PAGES": "3", "LECTOR_MEDIA_BUCKET": "mine", "LECTOR_TOKEN_SECRETS": f"{'a' * 32}, {'b' * 32}"}
    )
    assert (settings.max_pages, settings.media_bucket) == (3, "mine")
    assert settings.token_secrets == ("a" * 32, "b" * 32)


@pytest.mark.parametrize(
    ("raw", "value"), [("yes", True), ("True", True), ("1", True), ("no", False), ("FALSE", False), ("0", False)]
)
def test_no_is_no(raw: str, value: bool) -> None:
    settings = Settings.from_environment(
        {"LECTOR_VERIFY_EMAIL": raw, "LECTOR_BEHIND_CLOUDFRONT": raw, "LECTOR_MAIL_FOLDER": "mail"}
    )
    assert (settings.verify_email, settings.behind_cloudfront) == (value, value)


def test_what_is_neither_yes_nor_no_is_refused() -> None:
    with pytest.raises(BadSettings, match="LECTOR_BEHIND_CLOUDFRONT must be yes or no, not 'maybe'"):
        Settings.from_environment({"LECTOR_BEHIND_CLOUDFRONT": "maybe"})


def test_an_empty_value_is_none() -> None:
    assert Settings.from_environment({"LECTOR_MAX_PAGES": ""}).max_pages == Settings().max_pages


def test_all_wrong_values_are_named_at_once() -> None:
    wrong = {
        "LECTOR_MAX_PAGES": "many",
        "LECTOR_UPLOAD_SECONDS": "1",
        "LECTOR_TOKEN_SECRETS": "short",
    }
    with pytest.raises(BadSettings) as refused:
        Settings.from_environment(wrong)
    for name in wrong:
        assert name in refused.value.message
    assert "short," not in refused.value.message


@pytest.mark.parametrize("name", [name for name, default, _ in Settings.variables() if type(default) is int])
def test_no_number_may_be_nothing(name: str) -> None:
    with pytest.raises(BadSettings, match=name):
        Settings.from_environment({name: "0"})


def test_every_setting_says_what_it_is() -> None:
    for name, _, about in Settings.variables():
        assert name.isupper()
        assert len(about) > 10


def test_the_stage_of_chalices_own_local_server_has_settings_that_work() -> None:
    config = json.loads((Path(__file__).parents[2] / ".chalice" / "config.json").read_text(encoding="utf-8"))
    settings = Settings.from_environment(config["stages"]["local"]["environment_variables"])
    assert settings.aws_endpoint.endswith(":8001")
    assert len(settings.token_secrets) == 1
