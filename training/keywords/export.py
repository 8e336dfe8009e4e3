"""Writes the network as ONNX: features in, probabilities of the 32 labels out, normalisations folded in."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from chalicelib.domain.keyword import LABELS, WINDOW
from chalicelib.domain.log_mel import BANDS
from training.keywords.network import MEAN, SPREAD, STAGES
from training.keywords.pool import Clips
from training.keywords.train import logits


class Graph:
    """Nodes and weights as they gather. Weights are kept in half precision and widened by the runtime on loading."""

    def __init__(self) -> None:
        """Begin empty."""
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, values: NDArray[np.floating]) -> str:
        """Add a weight; return its name."""
        name = f"w{len(self.weights)}"
        self.weights.append(numpy_helper.from_array(values.astype(np.float16), f"{name}_half"))
        self.nodes.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
        return name

    def node(self, kind: str, *inputs: str, **attributes: object) -> str:
        """Add a node of one output; return the output's name."""
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name


def export(model: keras.Model, temperature: float, path: Path) -> None:
    """Write the model: `features` (n, 1, 100, 40) → `probabilities` (n, 32); logits are divided by `temperature`."""
    graph = Graph()
    centred = graph.node("Sub", "features", graph.weight(np.array(MEAN)))
    field = graph.node("Div", centred, graph.weight(np.array(SPREAD)))
    for number, stage in enumerate(STAGES):
        inner = _convolved(graph, field, model, f"{number}", stage.stride)
        if stage.residual:
            inner = _convolved(graph, graph.node("Relu", inner), model, f"{number}_second", stage.stride)
            inner = graph.node("Add", field, inner)
        field = graph.node("Relu", inner)
    flat = graph.node("Flatten", graph.node("GlobalAveragePool", field))
    weights, bias = (np.asarray(part) / temperature for part in model.get_layer("labels").get_weights())
    scores = graph.node("Gemm", flat, graph.weight(weights), graph.weight(bias))
    graph.nodes.append(helper.make_node("Softmax", [scores], ["probabilities"], axis=1))
    shape = helper.make_graph(
        graph.nodes,
        "keywords",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 1, WINDOW, BANDS])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", len(LABELS)])],
        graph.weights,
    )
    written = helper.make_model(shape, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(written, {"labels": " ".join(LABELS), "temperature": f"{temperature:.4f}"})
    onnx.checker.check_model(written, full_check=True)
    path.write_bytes(written.SerializeToString())


def temperature(model: keras.Model, clips: Clips) -> float:
    """Return the temperature of least log loss on clips never trained on (Guo et al. 2017)."""
    scores = logits(model, clips.features).astype(np.float64)
    rows = np.arange(len(scores))

    def loss(t: float) -> float:
        shifted = scores / t - (scores / t).max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, clips.labels]))

    return float(min(np.geomspace(0.2, 3, 60), key=loss))


def _convolved(graph: Graph, field: str, model: keras.Model, name: str, stride: int) -> str:
    kernel = np.asarray(model.get_layer(f"convolution_{name}").get_weights()[0])
    norm = model.get_layer(f"norm_{name}")
    gamma, beta, mean, variance = (np.asarray(part) for part in norm.get_weights())
    factor = gamma / np.sqrt(variance + norm.epsilon)
    folded, bias = (kernel * factor).transpose(3, 2, 0, 1), beta - mean * factor
    return graph.node(
        "Conv", field, graph.weight(folded), graph.weight(bias), strides=[stride] * 2, auto_pad="SAME_UPPER"
    )
