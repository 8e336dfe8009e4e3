"""The PP-OCR networks on ONNX Runtime."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from chalicelib.engines.ppocr_weights import WeightFile


class Network:
    """A network with one input and one output, which any number of threads may ask at once."""

    def __init__(self, file: WeightFile, threads: int, pooled: bool) -> None:
        """Load it.

        Args:
            file: the weights.
            threads: threads that work on one question.
            pooled: whether the memory of a question's steps comes from one pool, which is given back afterwards. For
                networks with large fields: a photo of 12 megapixels is read within 450 MB with it, 630 MB without, as
                blocks of many sizes leave holes between each other. A pool that is kept only grows.

        Raises:
            EngineUnavailable: the weights are missing.
        """
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = pooled
        options.enable_mem_pattern = False
        # Threads that spin while they wait burn CPU that other Lambda invocations or the browser could use.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = ort.InferenceSession(str(file.found()), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self._asking = ort.RunOptions()
        if pooled:
            self._asking.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")

    def __call__(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the answer to one picture (3, h, w)."""
        (answers,) = self._session.run(None, {self._input: planes[None]}, self._asking)
        return np.asarray(answers[0], np.float32)

    @property
    def metadata(self) -> Mapping[str, str]:
        """What the file says about itself."""
        return dict(self._session.get_modelmeta().custom_metadata_map)


@cache
def network(file: WeightFile, threads: int, pooled: bool = True) -> Network:
    """Return the one network with these weights. Raise EngineUnavailable where they are missing."""
    return Network(file, threads, pooled)
