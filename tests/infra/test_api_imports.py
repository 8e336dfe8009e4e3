"""The API's function carries only what requirements.txt lists."""

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
for name in ("numpy", "cv2", "onnxruntime", "PIL", "hibari", "py_nanotts", "pypdfium2", "pi_heif", "soundfile",
             "codecpod", "moto", "requests"):
    sys.modules[name] = None
import app
app.container().accounts
app.container().documents
app.container().giving_up
app.container().sweeping
"""


def test_the_api_starts_without_engines() -> None:
    environment = {"AWS_DEFAULT_REGION": "us-east-1", "LECTOR_TOKEN_SECRETS": "x" * 32}
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
