"""The secrets that sign session tokens, in an SSM parameter: made once, replaced without logging anyone out.

CloudFormation cannot make an encrypted parameter, so the deployment does. It costs nothing, where a secret of Secrets
Manager costs 0.40 dollars a month.
"""

from __future__ import annotations

import secrets
from typing import Any

_BYTES = 48


def parameter(stack: str) -> str:
    """Return the parameter's name, which the template names too."""
    return f"/{stack}/token-secrets"


def ensure(ssm: Any, stack: str) -> bool:
    """Make the secret where there is none; return whether it was made."""
    try:
        ssm.put_parameter(Name=parameter(stack), Value=_new(), Type="SecureString", Description="Signs session tokens")
    except ssm.exceptions.ParameterAlreadyExists:
        return False
    return True


def rotate(ssm: Any, functions: Any, stack: str, function: str) -> None:
    """Sign with a new secret from now on; tokens of the one before stay valid, older ones do not.

    Each step ends with fresh processes of the API's function, so that none of them ever meets a token of a secret that
    it does not know: first all learn the new secret, then they sign with it.
    """
    current = ssm.get_parameter(Name=parameter(stack), WithDecryption=True)["Parameter"]["Value"].split(",")[0]
    new = _new()
    for value in (f"{current},{new}", f"{new},{current}"):
        ssm.put_parameter(Name=parameter(stack), Value=value, Type="SecureString", Overwrite=True)
        _restart(functions, function)


def remove(ssm: Any, stack: str) -> None:
    """Delete the secret; everyone has to log in again."""
    ssm.delete_parameters(Names=[parameter(stack)])


def _restart(functions: Any, function: str) -> None:
    # A changed description is enough for Lambda to start anew.
    functions.update_function_configuration(FunctionName=function, Description=f"Lector's API ({secrets.token_hex(4)})")
    functions.get_waiter("function_updated_v2").wait(FunctionName=function)


def _new() -> str:
    return secrets.token_urlsafe(_BYTES)
