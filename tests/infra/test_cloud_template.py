"""What goes to CloudFormation: linted, complete for the settings, closed to the public, limited, watched."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import ORIGIN_HEADER
from chalicelib.container import Container
from chalicelib.settings import Settings
from infra.cloud import secret
from infra.cloud.extras import FOLDER, extras
from infra.cloud.package import CannotPackage, Package, packaged, strip_nulls
from infra.cloud.project import api_files
from infra.cloud.stack import body_of
from infra.cloud.translate import lint
from infra.local.bootstrap import INDEXES, MAX_RECEIVES, TABLES
from infra.local.site import security_headers

Template = dict[str, Any]
IMAGES = ("ReadUpload", "Recognise")
ZIPS = ("APIHandler", "GiveUp", "SendMail", "Sweep")


def properties(template: Template, name: str) -> Template:
    return dict(template["Resources"][name]["Properties"])


def of_type(template: Template, kind: str) -> dict[str, Template]:
    return {name: item for name, item in template["Resources"].items() if item["Type"] == kind}


def statements(template: Template) -> Iterator[tuple[str, Template]]:
    """Yield (role, statement) of all roles."""
    for name, role in of_type(template, "AWS::IAM::Role").items():
        for policy in role["Properties"]["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                # A statement under a condition is looked at as if that held.
                yield name, statement.get("Fn::If", ["", statement])[1]


def test_cfn_lint_finds_nothing(template: Template) -> None:
    assert lint(template) == []


def test_what_is_wrong_is_found_by_the_lint(template: Template) -> None:
    broken = json.loads(json.dumps(template))
    broken["Resources"]["UploadsQueue"]["Properties"]["VisibilityTimeout"] = "long"
    assert any("VisibilityTimeout" in line for line in lint(broken))


def test_the_template_has_a_size_that_cloudformation_takes(template: Template) -> None:
    assert len(body_of(template).encode()) <= 51_200


def test_no_null_is_left(package: Package) -> None:
    assert package.template == strip_nulls(package.template)


def test_nulls_are_stripped_at_any_depth_and_nothing_else() -> None:
    assert strip_nulls({"a": None, "b": [{"c": None, "d": 0}], "e": "", "f": False}) == {
        "b": [{"d": 0}],
        "e": "",
        "f": False,
    }


# ── The functions ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("name", "handler"), [("ReadUpload", "app.read_upload"), ("Recognise", "app.recognise")])
def test_what_reads_runs_in_the_image(template: Template, name: str, handler: str) -> None:
    function = properties(template, name)
    assert (function["PackageType"], function["Code"]) == ("Image", {"ImageUri": {"Ref": "ReaderImage"}})
    assert function["ImageConfig"] == {"Command": [handler]}
    assert not {"Runtime", "Handler", "Layers"} & function.keys()


def test_the_others_run_from_the_zip(template: Template) -> None:
    assert set(of_type(template, "AWS::Lambda::Function")) == {*IMAGES, *ZIPS}
    for name in ZIPS:
        assert properties(template, name)["Code"] == {"S3Bucket": "code-bucket", "S3Key": "code.zip"}


def test_every_function_has_its_sizes_and_its_log(template: Template) -> None:
    for name, function in of_type(template, "AWS::Lambda::Function").items():
        assert function["Properties"]["MemorySize"] >= 256, name
        assert function["Properties"]["LoggingConfig"]["LogGroup"] == {"Ref": f"{name}Logs"}
        assert properties(template, f"{name}Logs")["RetentionInDays"] == {"Ref": "LogDays"}


class Recorder:
    """Settings that remember what was asked of them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.asked.add(name)
        return getattr(self._settings, name)


NEEDED_BY = {
    "APIHandler": ("accounts", "documents", "recogniser", "resetting", "verifying"),
    "SendMail": ("mailed_links",),
    "ReadUpload": ("processing",),
    "Recognise": ("local_recogniser",),
    "GiveUp": ("giving_up",),
    "Sweep": ("sweeping",),
}
NAMES = {
    # Settings that name a part of the stack; the others have defaults that are right in the cloud.
    *(name for name in Settings.__slots__ if str(getattr(Settings(), name)).startswith("lector-")),
    *("reader_function", "site_origin", "mail_from", "mail_function", "verify_email"),
}


@pytest.mark.parametrize("name", [*ZIPS, *IMAGES])
def test_every_setting_that_the_code_asks_for_is_set(
    template: Template, cloud: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    variables = properties(template, name).get("Environment", {}).get("Variables", {})
    recorder = Recorder(
        Settings(
            token_secrets=("x" * 32,),
            reader_function="reader" if "LECTOR_READER_FUNCTION" in variables else "",
            mail_from="lector@example.org" if "LECTOR_MAIL_FROM" in variables else "",
        )
    )
    container = Container(recorder)  # type: ignore[arg-type]  # it answers as Settings do
    for part in NEEDED_BY[name]:
        getattr(container, part)
    known = {item: variable for item, (variable, _, _) in zip(Settings.__slots__, Settings.variables(), strict=True)}
    # The first of these is asked for by app.py itself.
    needed = {"LECTOR_LOG_FORMAT"} | {known[item] for item in recorder.asked & NAMES}
    if name == "APIHandler":
        needed |= {"LECTOR_TOKEN_SECRETS_PARAMETER", "LECTOR_BEHIND_CLOUDFRONT", "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"}
        needed |= {"LECTOR_ORIGIN_SECRETS_PARAMETER"}
    assert set(variables) == needed


def test_the_secret_is_not_in_the_template(template: Template) -> None:
    assert "LECTOR_TOKEN_SECRETS" not in properties(template, "APIHandler")["Environment"]["Variables"]


def test_secrets_come_from_the_parameter(cloud: Settings) -> None:
    import boto3

    boto3.client("ssm").put_parameter(Name="/l/s", Type="SecureString", Value=f"{'a' * 32},{'b' * 32}")
    assert Container(Settings(token_secrets_parameter="/l/s")).token_secrets == ("a" * 32, "b" * 32)
    assert Container(Settings(origin_secrets_parameter="/l/s")).origin_secrets == ("a" * 32, "b" * 32)


def test_cloudfront_shows_the_api_a_secret_that_no_one_can_read_in_the_stack(template: Template) -> None:
    assert template["Parameters"]["OriginSecret"]["NoEcho"] is True
    assert "Default" not in template["Parameters"]["OriginSecret"]
    origins = {origin["Id"]: origin for origin in properties(template, "Distribution")["DistributionConfig"]["Origins"]}
    (header,) = origins["api"]["OriginCustomHeaders"]
    assert (header["HeaderName"].lower(), header["HeaderValue"]) == (ORIGIN_HEADER, {"Ref": "OriginSecret"})
    assert "OriginCustomHeaders" not in origins["site"]
    named = properties(template, "APIHandler")["Environment"]["Variables"]["LECTOR_ORIGIN_SECRETS_PARAMETER"]
    assert named == {"Fn::Sub": secret.parameter("${AWS::StackName}", secret.ORIGIN)}
    assert json.dumps(template).count('{"Ref": "OriginSecret"}') == 1, "it stands nowhere else"


# ── From the upload to the reader ─────────────────────────────────────────────────────────────────


def test_uploads_lead_to_the_queue_and_it_to_the_reader(template: Template) -> None:
    (told,) = properties(template, "MediaBucket")["NotificationConfiguration"]["QueueConfigurations"]
    assert told["Queue"] == {"Fn::GetAtt": ["UploadsQueue", "Arn"]}
    assert told["Filter"]["S3Key"]["Rules"] == [{"Name": "prefix", "Value": "uploads/"}]
    assert template["Resources"]["MediaBucket"]["DependsOn"] == "UploadsQueuePolicy"
    mapping = properties(template, "ReadUploadReadUploadSqsEventSource")
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["UploadsQueue", "Arn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": {"Ref": "MaximumReaders"}}


def test_failures_end_as_dead_letters_that_are_given_up(template: Template) -> None:
    redrive = properties(template, "UploadsQueue")["RedrivePolicy"]
    assert redrive == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["DeadLetters", "Arn"]},
        "maxReceiveCount": MAX_RECEIVES,
    }
    mapping = properties(template, "GiveUpGiveUpSqsEventSource")
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["DeadLetters", "Arn"]}
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize(("queue", "function"), [("UploadsQueue", "ReadUpload"), ("DeadLetters", "GiveUp")])
def test_messages_stay_hidden_for_six_timeouts(template: Template, queue: str, function: str) -> None:
    assert properties(template, queue)["VisibilityTimeout"] >= 6 * properties(template, function)["Timeout"]


# ── What is kept ──────────────────────────────────────────────────────────────────────────────────


def test_the_tables_are_those_of_the_local_cloud(template: Template) -> None:
    for setting, keys in TABLES.items():
        table = properties(template, setting.removesuffix("_table").capitalize())
        assert [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]] == keys
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        if setting in INDEXES:
            (index,) = table["GlobalSecondaryIndexes"]
            name, index_keys = INDEXES[setting]
            assert index["IndexName"] == name
            assert [(key["AttributeName"], key["KeyType"]) for key in index["KeySchema"]] == index_keys
    assert properties(template, "Sessions")["TimeToLiveSpecification"] == {
        "AttributeName": "expires_at",
        "Enabled": True,
    }


def test_data_outlive_the_stack(template: Template) -> None:
    kept = {name for name, item in template["Resources"].items() if item.get("DeletionPolicy") == "Retain"}
    assert kept == {*of_type(template, "AWS::DynamoDB::Table"), "MediaBucket"}


def test_no_bucket_is_public_and_all_are_encrypted(template: Template) -> None:
    for name, bucket in of_type(template, "AWS::S3::Bucket").items():
        assert set(bucket["Properties"]["PublicAccessBlockConfiguration"].values()) == {True}, name
        assert bucket["Properties"]["BucketEncryption"], name


def test_browsers_may_use_the_media_bucket_from_the_site_alone(template: Template) -> None:
    (rule,) = properties(template, "MediaBucket")["CorsConfiguration"]["CorsRules"]
    assert rule["AllowedOrigins"] == [{"Fn::Sub": "https://${Distribution.DomainName}"}]


# ── One origin ────────────────────────────────────────────────────────────────────────────────────


def test_cloudfront_sends_the_headers_of_the_local_cloud(template: Template) -> None:
    config = properties(template, "SecurityHeaders")["ResponseHeadersPolicyConfig"]
    known = config["SecurityHeadersConfig"]
    sent = {item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]}
    sent |= {
        "Content-Security-Policy": known["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"],
        "Referrer-Policy": known["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Content-Type-Options": "nosniff",
    }
    media = "https://${AWS::StackName}-media-${AWS::AccountId}-${AWS::Region}.s3.${AWS::Region}.amazonaws.com"
    assert sent == security_headers(media)
    assert known["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1"])
def test_forms_and_links_of_s3_are_of_the_origin_that_the_policy_allows(
    template: Template, cloud: Settings, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    variables = properties(template, "APIHandler")["Environment"]["Variables"]
    name = "AWS_S3_US_EAST_1_REGIONAL_ENDPOINT"
    monkeypatch.setenv(name, variables[name])
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    blobs = Container(Settings(media_bucket="lector-prod-media-1-r"))._blobs
    origin = f"https://lector-prod-media-1-r.s3.{region}.amazonaws.com/"
    assert blobs.presign_upload("k", "image/png", 1, 60).url == origin
    assert blobs.presign_download("k", 60).startswith(origin)


def test_the_site_and_the_api_have_one_origin(template: Template) -> None:
    config = properties(template, "Distribution")["DistributionConfig"]
    (api,) = config["CacheBehaviors"]
    assert (config["DefaultCacheBehavior"]["TargetOriginId"], api["TargetOriginId"]) == ("site", "api")
    assert api["PathPattern"] == "/api/*"
    stage = next(iter(of_type(template, "AWS::ApiGateway::Stage").values()))["Properties"]["StageName"]
    assert stage == "api"
    for behaviour in (config["DefaultCacheBehavior"], api):
        assert behaviour["ResponseHeadersPolicyId"] == {"Ref": "SecurityHeaders"}


def test_the_api_gateways_own_errors_have_lectors_form(package: Package) -> None:
    for answer in properties(package.template, "RestAPI")["GatewayResponses"].values():
        error = json.loads(answer["ResponseTemplates"]["application/json"])["error"]
        assert error.keys() == {"code", "message"}


# ── Trust ─────────────────────────────────────────────────────────────────────────────────────────


def test_no_function_may_more_than_it_names(template: Template) -> None:
    for role, statement in statements(template):
        assert not any("*" in action for action in statement["Action"]), role
        resources = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        if resources == ["*"]:
            # X-Ray knows no resources.
            assert all(action.startswith("xray:") for action in statement["Action"])
        for resource in resources:
            if isinstance(resource, dict) and "Fn::Sub" in resource:
                # Mail goes out from an address or from its domain; the condition names the address.
                allowed = r".+:identity/\*" if "ses:FromAddress" in json.dumps(statement) else r"[^*]+"
                assert re.fullmatch(rf".+/(uploads|results)/\*|{allowed}", resource["Fn::Sub"]), role


def test_each_function_has_a_role_of_its_own(template: Template) -> None:
    roles = [
        json.dumps(function["Properties"]["Role"]) for function in of_type(template, "AWS::Lambda::Function").values()
    ]
    assert len(set(roles)) == len(roles) == len(of_type(template, "AWS::IAM::Role"))
    assert not any("ManagedPolicyArns" in role["Properties"] for role in of_type(template, "AWS::IAM::Role").values())


# ── Watching ──────────────────────────────────────────────────────────────────────────────────────


def test_alarms_tell_whoever_wants_to_be_told(template: Template) -> None:
    alarms = of_type(template, "AWS::CloudWatch::Alarm")
    watched = {(a["Properties"]["Namespace"], a["Properties"]["MetricName"]) for a in alarms.values()}
    assert watched == {
        ("AWS/Lambda", "Errors"),
        ("AWS/Lambda", "Invocations"),
        ("AWS/SQS", "ApproximateAgeOfOldestMessage"),
        ("AWS/ApiGateway", "5XXError"),
    }
    for alarm in [*alarms.values(), *of_type(template, "AWS::Budgets::Budget").values()]:
        assert alarm["Condition"] == "SomeoneToTell"
    assert len(alarms) <= 10, "more than ten alarms cost"


def test_the_dashboard_is_valid_json(template: Template) -> None:
    widgets = json.loads(properties(template, "Dashboard")["DashboardBody"]["Fn::Sub"])["widgets"]
    named = set(re.findall(r"\$\{(\w+)[}.]", json.dumps(widgets)))
    assert named <= template["Resources"].keys()
    assert len(widgets) >= 5


def test_two_files_that_name_one_thing_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text((FOLDER / "site.yaml").read_text())
    monkeypatch.setattr("infra.cloud.extras.FOLDER", tmp_path)
    with pytest.raises(ValueError, match="b.yaml has again"):
        extras()


# ── The zip ───────────────────────────────────────────────────────────────────────────────────────


def test_the_zip_holds_what_the_api_imports_and_no_engine(package: Package) -> None:
    inside = set(zipfile.ZipFile(package.zip).namelist())
    ours = {name for name in inside if name.startswith(("app", "chalicelib"))}
    assert ours == {str(path) for path in api_files()}
    assert inside - ours == {"chalice/__init__.py", "chalice/app.py"}
    assert not any("engines" in name or "models" in name for name in inside)


def test_the_zip_with_its_libraries_is_small() -> None:
    """This asks the registry for the wheels that run in Lambda, as a deployment does."""
    try:
        with packaged() as made:
            inside = zipfile.ZipFile(made.zip).namelist()
            size = made.zip.stat().st_size
    except CannotPackage as error:
        if re.search(r"connection|resolve|unreachable|timed out", str(error), re.IGNORECASE):
            pytest.skip("the package registry cannot be reached")
        raise
    print(f"the API's zip has {size / 1e6:.2f} MB")
    assert size <= 30 << 20
    top = {name.partition("/")[0] for name in inside if ".dist-info" not in name}
    assert {name.partition(".")[0] for name in top} == {
        *("app", "chalicelib", "chalice", "argon2", "_argon2_cffi_bindings", "_cffi_backend", "cffi", "pycparser"),
        "jwt",
    }
