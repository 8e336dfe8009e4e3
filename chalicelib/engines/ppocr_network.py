"""The PP-OCR networks on ONNX Runtime."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from threading import Lock

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from chalicelib.engines.ppocr_weights import WeightFile


class Network:
    """A network with one input and one output, which any number of threads may ask at once."""

    def __init__(self, file: WeightFile, threads: int) -> None:
        """Load it. Raise EngineUnavailable where the weights are missing.

        Args:
            file: the weights.
            threads: threads that work on one question.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_mem_pattern = False
        options.add_session_config_entry("session.use_env_allocators", "1")
        # Threads that spin while they wait burn CPU that other Lambda invocations or the browser could use.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = ort.InferenceSession(str(file.found()), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name

    def __call__(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the answer to one picture (3, h, w)."""
        (answers,) = self._session.run(None, {self._input: planes[None]})
        return np.asarray(answers[0], np.float32)

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the file says about itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)


def network(file: WeightFile, threads: int) -> Network:
    """Return the one network with these weights. Raise EngineUnavailable where they are missing."""
    with _loading:
        _share_memory()
        return _loaded(file, threads)


_loading = Lock()
_loaded = cache(Network)


@cache
def _share_memory() -> None:
    """Have all networks take the memory of their steps from one pool, which is kept.

    Without a pool each large step's memory comes anew from the system, which fills it with zeros: up to two fifths of a
    street photo's time. With a pool for each network they keep twice as much as they ever need at once.
    """
    place = ort.OrtMemoryInfo("Cpu", ort.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, ort.OrtMemType.DEFAULT)
    ort.create_and_register_allocator(place, None)
