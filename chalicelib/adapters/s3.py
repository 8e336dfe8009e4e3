"""Files in an S3 bucket."""

from __future__ import annotations

from typing import Any, BinaryIO
from urllib.parse import quote

from botocore.exceptions import ClientError

from chalicelib.errors import NotFound
from chalicelib.ports import BlobInfo, Clock, PresignedPost

MISSING = {"NoSuchKey", "404", "NotFound"}


class S3Blobs:
    """Blobs on one bucket."""

    def __init__(self, client: Any, bucket: str, clock: Clock) -> None:
        """Args: a boto3 S3 client whose endpoint browsers can reach; the bucket's name."""
        self._client = client
        self._bucket = bucket
        self._clock = clock

    def presign_upload(self, key: str, content_type: str, max_bytes: int, expires_in: int) -> PresignedPost:
        """Return a form for one file of this type and 1 to `max_bytes` bytes at exactly this key."""
        form = self._client.generate_presigned_post(
            self._bucket,
            key,
            Fields={"Content-Type": content_type, "success_action_status": "204"},
            Conditions=[
                {"Content-Type": content_type},
                {"success_action_status": "204"},
                ["content-length-range", 1, max_bytes],
            ],
            ExpiresIn=expires_in,
        )
        return PresignedPost(form["url"], form["fields"], int(self._clock.now()) + expires_in)

    def presign_download(self, key: str, expires_in: int, filename: str = "") -> str:
        """Return a link that works for `expires_in` seconds."""
        parameters = {"Bucket": self._bucket, "Key": key}
        if filename:
            parameters["ResponseContentDisposition"] = f"attachment; filename*=UTF-8''{quote(filename)}"
        return str(self._client.generate_presigned_url("get_object", Params=parameters, ExpiresIn=expires_in))

    def info(self, key: str) -> BlobInfo | None:
        """Return size and type, None where there is nothing."""
        try:
            head = self._client.head_object(Bucket=self._bucket, Key=key)
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                return None
            raise
        return BlobInfo(int(head["ContentLength"]), str(head.get("ContentType", "")))

    def get(self, key: str) -> bytes:
        """Return the content. Raise NotFound where there is nothing."""
        try:
            return bytes(self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response["Error"]["Code"] in MISSING:
                raise NotFound from None
            raise

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> None:
        """Store bytes, or a seekable file from where it stands, replacing what was there. A file is read piecewise."""
        self._client.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)

    def delete_prefix(self, prefix: str) -> int:
        """Delete all below `prefix`; return how many."""
        deleted = 0
        pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        for page in pages:
            keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
            if keys:
                self._client.delete_objects(Bucket=self._bucket, Delete={"Objects": keys, "Quiet": True})
                deleted += len(keys)
        return deleted
