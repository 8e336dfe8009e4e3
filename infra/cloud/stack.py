"""One CloudFormation stack: a change set made, watched and executed; deleted; asked for its outputs."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.cloud.extras import Template

POLL_SECONDS = 5.0
_NOTHING_TO_DO = ("didn't contain changes", "No updates are to be performed")


class DeploymentFailed(Exception):
    """AWS did not do it; the message says what AWS said."""


class Stack:
    """A stack by its name."""

    def __init__(self, client: Any, name: str, *, poll_seconds: float = POLL_SECONDS) -> None:
        """Args: a boto3 CloudFormation client; the stack's name; how often AWS is asked how it goes, s."""
        self._client = client
        self.name = name
        self._poll_seconds = poll_seconds

    def status(self) -> str:
        """Return what AWS calls the stack's state, "" where there is no stack."""
        try:
            return str(self._client.describe_stacks(StackName=self.name)["Stacks"][0]["StackStatus"])
        except ClientError as error:
            if "does not exist" in str(error):
                return ""
            raise

    def outputs(self) -> dict[str, str]:
        """Return the stack's outputs by name."""
        stack = self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        return {item["OutputKey"]: item["OutputValue"] for item in stack.get("Outputs", [])}

    def parameters(self) -> dict[str, str]:
        """Return the values that the stack's parameters have now."""
        stack = self._client.describe_stacks(StackName=self.name)["Stacks"][0]
        return {item["ParameterKey"]: item["ParameterValue"] for item in stack.get("Parameters", [])}

    def deploy(self, template: Template, parameters: Mapping[str, str]) -> bool:
        """Make the stack what the template says; return whether anything changed. Raise DeploymentFailed.

        Parameters that are not named keep their values. Tables and buckets that a destroyed stack left are taken up.
        """
        before = self.status()
        if before == "ROLLBACK_COMPLETE":
            # What a failed creation leaves can only be deleted.
            self.delete()
            before = ""
        exists = before not in {"", "REVIEW_IN_PROGRESS"}
        name = f"lector-{time.time_ns()}"
        try:
            self._client.create_change_set(
                StackName=self.name,
                ChangeSetName=name,
                ChangeSetType="UPDATE" if exists else "CREATE",
                TemplateBody=body_of(template),
                Parameters=_parameters(template, parameters, set(self.parameters()) if exists else set()),
                Capabilities=["CAPABILITY_IAM"],
                ImportExistingResources=True,
            )
        except ClientError as error:
            raise DeploymentFailed(f"AWS refuses the template: {error.response['Error']['Message']}") from None
        if not self._change_set_is_ready(name):
            self._client.delete_change_set(StackName=self.name, ChangeSetName=name)
            return False
        self._client.execute_change_set(StackName=self.name, ChangeSetName=name)
        after = self._settled()
        if after not in {"CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"}:
            raise DeploymentFailed(f"The stack {self.name} is {after}. {self._why()}")
        return True

    def change(self, parameters: Mapping[str, str]) -> None:
        """Give some parameters other values; the template and the other parameters stay. Raise DeploymentFailed."""
        kept = self.parameters().keys() - parameters.keys()
        self._client.update_stack(
            StackName=self.name,
            UsePreviousTemplate=True,
            Parameters=_parameters({"Parameters": dict.fromkeys(kept)}, parameters, kept),
            Capabilities=["CAPABILITY_IAM"],
        )
        after = self._settled()
        if after != "UPDATE_COMPLETE":
            raise DeploymentFailed(f"The stack {self.name} is {after}. {self._why()}")

    def delete(self) -> None:
        """Delete the stack; what it retains stays. Raise DeploymentFailed."""
        if not self.status():
            return
        self._client.delete_stack(StackName=self.name)
        after = self._settled()
        if after not in {"", "DELETE_COMPLETE"}:
            raise DeploymentFailed(f"The stack {self.name} is {after}. {self._why()}")

    def _change_set_is_ready(self, name: str) -> bool:
        """Wait for the change set; return False where it changes nothing. Raise DeploymentFailed."""
        while True:
            made = self._client.describe_change_set(StackName=self.name, ChangeSetName=name)
            if made["Status"] == "CREATE_COMPLETE":
                return True
            if made["Status"] == "FAILED":
                reason = str(made.get("StatusReason", ""))
                if any(text in reason for text in _NOTHING_TO_DO):
                    return False
                raise DeploymentFailed(f"AWS refuses the changes: {reason}")
            time.sleep(self._poll_seconds)

    def _settled(self) -> str:
        while (status := self.status()).endswith("_IN_PROGRESS"):
            time.sleep(self._poll_seconds)
        return status

    def _why(self) -> str:
        """Return what AWS said of the resources that failed, the first first."""
        events = self._client.describe_stack_events(StackName=self.name)["StackEvents"]
        failed = [
            f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("_FAILED") and "ResourceStatusReason" in event
        ]
        return " ".join(failed[:3])


def body_of(template: Template) -> str:
    """Return the template as short as JSON can be: CloudFormation takes 51,200 bytes."""
    return json.dumps(template, ensure_ascii=False, separators=(",", ":"))


def _parameters(template: Template, given: Mapping[str, str], known: set[str]) -> list[dict[str, Any]]:
    chosen: list[dict[str, Any]] = [{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()]
    kept = (template.get("Parameters", {}).keys() & known) - given.keys()
    return chosen + [{"ParameterKey": key, "UsePreviousValue": True} for key in sorted(kept)]
