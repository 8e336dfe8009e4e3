"""The reader of CRAFT's weights takes tensors out of a pickle, and nothing else."""

from __future__ import annotations

import io
import pickle
import sys
from pathlib import Path

import numpy as np
import pytest

from chalicelib.engines import keras_craft
from chalicelib.errors import EngineUnavailable

HEADS = (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True})


def torch_file(values: np.ndarray, offset: int, shape: tuple[int, ...]) -> io.BytesIO:
    """Return what torch.save wrote before 1.6 for {"weight": tensor}, spelt out, since torch is not here."""
    file = io.BytesIO()
    for head in HEADS:
        pickle.dump(head, file, 2)
    storage = b"(S'storage'\nctorch\nFloatStorage\nS'0'\nS'cpu'\nI6\nNtQ"
    sides = b"(" + b"".join(b"I%d\n" % side for side in shape) + b"t"
    file.write(b"}S'weight'\nctorch._utils\n_rebuild_tensor_v2\n(%bI%d\n%b(I1\ntI00\nNtRs." % (storage, offset, sides))
    pickle.dump(["0"], file, 2)
    file.write(values.size.to_bytes(8, "little") + values.astype("<f4").tobytes())
    file.seek(0)
    return file


def test_a_tensor_comes_back_in_its_shape_from_its_place() -> None:
    tensors = keras_craft._read_torch(torch_file(np.arange(6), 2, (2, 2)))
    assert tensors["weight"].tolist() == [[2.0, 3.0], [4.0, 5.0]]


@pytest.mark.parametrize("call", [(eval, ("1",)), (print, ("x",)), (Path, ("/",))])
def test_any_other_call_in_the_pickle_is_refused(call: tuple[object, tuple[str]]) -> None:
    class Trap:
        def __reduce__(self) -> object:
            return call

    with pytest.raises(pickle.UnpicklingError, match="no place among weights"):
        keras_craft._OnlyTensors(io.BytesIO(pickle.dumps(Trap()))).load()


def test_a_missing_or_foreign_file_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras_craft, "PACKAGE", "no_such_package_of_weights")
    with pytest.raises(EngineUnavailable, match="install no_such_package_of_weights==1.0.1"):
        keras_craft.craft_weights("0" * 64)
    package = tmp_path / "foreign_weights"
    (package / "data").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "data" / "craft_mlt_25k.pth").write_bytes(b"something else")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(keras_craft, "PACKAGE", "foreign_weights")
    with pytest.raises(EngineUnavailable, match="not the published ones"):
        keras_craft.craft_weights("0" * 64)
