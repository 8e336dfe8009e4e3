"""`python -m infra.cloud plan|deploy|destroy|rotate|redrive`: what the Makefile's targets of the cloud run."""

from __future__ import annotations

import argparse
import sys

from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from infra.cloud.dead_letters import told
from infra.cloud.package import packaged
from infra.cloud.plan import plan
from infra.cloud.project import CannotPackage
from infra.cloud.stack import DeploymentFailed


def main() -> int:
    """Run one command; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.cloud", description="Lector in your own AWS account.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("plan", help="the finished template and what it would cost, without credentials")
    for name, about in _COMMANDS.items():
        command = commands.add_parser(name, help=about)
        command.add_argument("--stage", default="prod", help="name of this Lector among several (default: prod)")
        command.add_argument("--region", required=True, help="AWS region, such as eu-west-1")
        if name == "deploy":
            command.add_argument("parameters", nargs="*", metavar="NAME=VALUE", help="parameters of the template")
            command.add_argument("--image", default="", help="take this image of the reader and build none")
        if name == "destroy":
            command.add_argument("--delete-data", action="store_true", help="delete accounts and documents as well")
    arguments = parser.parse_args()
    try:
        return _run(arguments)
    except NoCredentialsError:
        print(
            "There are no AWS credentials. `aws configure` sets them; docs/deploy.md says what is needed.",
            file=sys.stderr,
        )
        return 1
    except (BotoCoreError, CannotPackage, ClientError, DeploymentFailed) as error:
        print(error, file=sys.stderr)
        return 1


_COMMANDS = {
    "deploy": "make or update it, and print its address",
    "destroy": "delete it after a question; accounts and documents stay",
    "rotate": "new secrets for sessions and for CloudFront; nobody is logged out",
    "redrive": "put dead letters back into the queue of uploads",
}


def _run(arguments: argparse.Namespace) -> int:
    if arguments.command == "plan":
        return plan()
    from infra.cloud.account import Account

    account = Account.of(arguments.stage, arguments.region)
    match arguments.command:
        case "deploy":
            parameters = dict(pair.split("=", 1) for pair in arguments.parameters)
            with packaged() as made:
                print(f"Lector runs at {account.deploy(made, parameters, image=arguments.image)}")
        case "destroy":
            if not _sure(account.name, arguments.region, arguments.delete_data):
                print("Nothing was deleted.")
                return 1
            account.destroy(delete_data=arguments.delete_data)
            print(f"{account.name} is gone." + ("" if arguments.delete_data else " Accounts and documents stay."))
        case "rotate":
            account.rotate()
            print("New sessions are signed with a new secret, and CloudFront shows another one; the others go on.")
        case "redrive":
            print(told(account.redrive()))
    return 0


def _sure(name: str, region: str, delete_data: bool) -> bool:
    what = "with all accounts and documents" if delete_data else "without its accounts and documents"
    try:
        return input(f"Delete {name} in {region} {what}? Type its name to go on: ").strip() == name
    except EOFError:
        return False


if __name__ == "__main__":
    sys.exit(main())
