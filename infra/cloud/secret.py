"""The secrets of a stack, in SSM parameters: those that sign session tokens, and those by which CloudFront is known.

CloudFormation cannot make an encrypted parameter, so the deployment does. It costs nothing, where a secret of Secrets
Manager costs 0.40 dollars a month.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

TOKENS, ORIGIN = "token-secrets", "origin-secrets"
_ABOUT = {TOKENS: "Signs session tokens", ORIGIN: "CloudFront shows it to the API"}
_BYTES = 48


def parameter(stack: str, kind: str = TOKENS) -> str:
    """Return the parameter's name, which the template names too."""
    return f"/{stack}/{kind}"


def ensure(ssm: Any, stack: str) -> None:
    """Make the secrets that are not there yet."""
    for kind, about in _ABOUT.items():
        name = parameter(stack, kind)
        try:
            ssm.put_parameter(Name=name, Value=_new(), Type="SecureString", Description=about)
        except ssm.exceptions.ParameterAlreadyExists:
            continue


def sent_by_cloudfront(ssm: Any, stack: str) -> str:
    """Return what CloudFront has to send: the newest of those that the API takes."""
    return _value(ssm, stack, ORIGIN).split(",")[-1]


def rotate(ssm: Any, functions: Any, stack: str, function: str) -> None:
    """Sign with a new secret from now on; tokens of the one before stay valid, older ones do not.

    Each step ends with fresh processes of the API's function, so that none of them ever meets a token of a secret that
    it does not know: first all learn the new secret, then they sign with it.
    """
    current = _value(ssm, stack, TOKENS).split(",")[0]
    new = _new()
    for value in (f"{current},{new}", f"{new},{current}"):
        _write(ssm, stack, TOKENS, value)
        _restart(functions, function)


def rotate_origin(ssm: Any, functions: Any, stack: str, function: str, send: Callable[[str], None]) -> None:
    """Have CloudFront send a new secret; older ones are worth nothing afterwards.

    The API takes both while `send` brings the new one to CloudFront. If this breaks off, it can be done again: all that
    CloudFront may be sending stays among what the API takes.
    """
    new = _new()
    _write(ssm, stack, ORIGIN, f"{_value(ssm, stack, ORIGIN)},{new}")
    _restart(functions, function)
    send(new)
    _write(ssm, stack, ORIGIN, new)
    _restart(functions, function)


def remove(ssm: Any, stack: str) -> None:
    """Delete the secrets; everyone has to log in again."""
    ssm.delete_parameters(Names=[parameter(stack, kind) for kind in _ABOUT])


def _value(ssm: Any, stack: str, kind: str) -> str:
    return str(ssm.get_parameter(Name=parameter(stack, kind), WithDecryption=True)["Parameter"]["Value"])


def _write(ssm: Any, stack: str, kind: str, value: str) -> None:
    ssm.put_parameter(Name=parameter(stack, kind), Value=value, Type="SecureString", Overwrite=True)


def _restart(functions: Any, function: str) -> None:
    # Processes keep the environment that they started with, so another one makes Lambda start anew.
    variables = functions.get_function_configuration(FunctionName=function)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=function, Environment={"Variables": {**variables, "RESTARTED": secrets.token_hex(4)}}
    )
    functions.get_waiter("function_updated_v2").wait(FunctionName=function)


def _new() -> str:
    return secrets.token_urlsafe(_BYTES)
