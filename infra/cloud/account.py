"""One Lector in one AWS account: deployed, updated, destroyed. Everything can be said again after it broke off."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.cloud import dead_letters, reader, secret, site
from infra.cloud.package import Package
from infra.cloud.stack import POLL_SECONDS, Stack
from infra.cloud.translate import translated

TABLES = ("users", "sessions", "documents")


class Account:
    """A stage of Lector in a region, by the credentials of the environment."""

    def __init__(self, session: Any, stage: str, *, poll_seconds: float = POLL_SECONDS) -> None:
        """Args: a boto3 session; the stage's name; how often AWS is asked how it goes, s."""
        self.name = f"lector-{stage}"
        self._client = cache(session.client)
        self._region = session.region_name
        self._stack = Stack(self._client("cloudformation"), self.name, poll_seconds=poll_seconds)

    @classmethod
    def of(cls, stage: str, region: str) -> Account:
        """Return the stage in the account whose credentials the environment has."""
        return cls(boto3.Session(region_name=region), stage)

    def deploy(self, package: Package, parameters: Mapping[str, str], *, image: str = "") -> str:
        """Make or update everything and return the site's address. Raise DeploymentFailed.

        Args:
            package: the API's zip and the template.
            parameters: of the template; what is not named keeps its value.
            image: the reader's, by digest; empty = one is built and pushed.
        """
        secret.ensure(self._client("ssm"), self.name)
        image = image or reader.build_and_push(self._client("ecr"), self.name)
        template = translated(package.template, self._store_code(package.zip.read_bytes()))
        origin = secret.sent_by_cloudfront(self._client("ssm"), self.name)
        parameters = {**parameters, "ReaderImage": image, "OriginSecret": origin}
        self._stack.deploy(template, parameters)
        outputs = self._stack.outputs()
        if "SiteOrigin" not in parameters and not self._stack.parameters()["SiteOrigin"]:
            # The API wants the site's address, which stands behind the API: it is told once both are there.
            self._stack.deploy(template, {**parameters, "SiteOrigin": outputs["SiteAddress"]})
        site.publish(self._client("s3"), outputs["SiteBucketName"])
        self._client("cloudfront").create_invalidation(
            DistributionId=outputs["DistributionId"],
            InvalidationBatch={"Paths": {"Quantity": 1, "Items": ["/*"]}, "CallerReference": str(time.time_ns())},
        )
        return outputs["SiteAddress"]

    def destroy(self, *, delete_data: bool) -> None:
        """Delete the stack with its code and images; with `delete_data` accounts, documents and the secret too."""
        s3 = self._client("s3")
        if self._stack.status():
            site.empty(s3, self._stack.outputs()["SiteBucketName"])
        self._stack.delete()
        for bucket in [self._bucket("code"), *([self._bucket("media")] if delete_data else [])]:
            with _already_gone("NoSuchBucket"):
                site.empty(s3, bucket)
                s3.delete_bucket(Bucket=bucket)
        with _already_gone("RepositoryNotFoundException"):
            self._client("ecr").delete_repository(repositoryName=self.name, force=True)
        if delete_data:
            for table in TABLES:
                with _already_gone("ResourceNotFoundException"):
                    self._client("dynamodb").delete_table(TableName=f"{self.name}-{table}")
            secret.remove(self._client("ssm"), self.name)

    def rotate(self) -> None:
        """Sign sessions with a new secret, and have CloudFront send another one; nobody is logged out or refused."""
        ssm, functions, api = self._client("ssm"), self._client("lambda"), self._stack.outputs()["APIHandlerName"]
        secret.rotate(ssm, functions, self.name, api)
        secret.rotate_origin(ssm, functions, self.name, api, lambda new: self._stack.change({"OriginSecret": new}))

    def redrive(self) -> int:
        """Put dead letters back into the queue of uploads; return how many."""
        outputs = self._stack.outputs()
        return dead_letters.redrive(self._client("sqs"), outputs["DeadLettersArn"], outputs["UploadsQueueArn"])

    def _store_code(self, code: bytes) -> dict[str, str]:
        """Store the API's zip under a name of its content, so that unchanged code changes nothing."""
        s3, bucket, key = self._client("s3"), self._bucket("code"), f"{hashlib.sha256(code).hexdigest()}.zip"
        # us-east-1 is where buckets are made that name no place, and must not be named.
        place = {} if self._region == "us-east-1" else {"LocationConstraint": self._region}
        try:
            s3.create_bucket(Bucket=bucket, **({"CreateBucketConfiguration": place} if place else {}))
        except ClientError as error:
            if error.response["Error"]["Code"] != "BucketAlreadyOwnedByYou":
                raise
        s3.put_object(Bucket=bucket, Key=key, Body=code)
        return {"Bucket": bucket, "Key": key}

    def _bucket(self, kind: str) -> str:
        account = self._client("sts").get_caller_identity()["Account"]
        return f"{self.name}-{kind}-{account}-{self._region}"


@contextlib.contextmanager
def _already_gone(*codes: str) -> Any:
    """Pass over the error that there is nothing to delete."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise
