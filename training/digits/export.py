"""Writes the trained members as one ONNX graph: figures in, calibrated logits of the vote out."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.digits.network import CLASSES


class Graph:
    """Nodes and weights as they gather. Weights are kept in half precision and widened by the runtime on loading."""

    def __init__(self) -> None:
        """Begin empty."""
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, values: NDArray[np.float32]) -> str:
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


def export(members: list[keras.Model], temperature: float, accept: float, path: Path) -> None:
    """Write the model file.

    Args:
        members: trained networks; their logits are averaged.
        temperature: the averaged logits are divided by it.
        accept: kept in the model's metadata for the reader.
        path: where to.
    """
    graph = Graph()
    votes = [_member(graph, model, 1 / (temperature * len(members))) for model in members]
    graph.nodes.append(helper.make_node("Sum", votes, ["logits"]))
    shape = helper.make_graph(
        graph.nodes,
        "digits",
        [helper.make_tensor_value_info("figures", TensorProto.FLOAT, ["n", 1, 28, 28])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["n", CLASSES])],
        graph.weights,
    )
    model = helper.make_model(shape, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(model, {"accept": f"{accept:.4f}", "temperature": f"{temperature:.4f}"})
    onnx.checker.check_model(model, full_check=True)
    path.write_bytes(model.SerializeToString())


def _member(graph: Graph, model: keras.Model, scale: float) -> str:
    """Add one member; return the name of its logits times `scale`."""
    field = "figures"
    for index, layer in enumerate(model.layers):
        if isinstance(layer, keras.layers.Conv2D):
            kernel, bias = _folded(layer, model.layers[index + 1])
            pad = kernel.shape[2] // 2 if layer.padding == "same" else 0
            field = graph.node("Conv", field, graph.weight(kernel), graph.weight(bias), pads=[pad] * 4)
            field = graph.node("Relu", field)
        elif isinstance(layer, keras.layers.MaxPooling2D):
            field = graph.node("MaxPool", field, kernel_shape=[2, 2], strides=[2, 2])
        elif isinstance(layer, keras.layers.Dense):
            # Keras flattens (height, width, channel), ONNX (channel, height, width).
            weights, bias = (np.asarray(part) for part in layer.get_weights())
            channels = model.layers[index - 3].output.shape[-1]
            side = round((len(weights) / channels) ** 0.5)
            weights = weights.reshape(side, side, channels, -1).transpose(2, 0, 1, 3).reshape(len(weights), -1)
            flat = graph.node("Flatten", field)
            field = graph.node("Gemm", flat, graph.weight(weights * scale), graph.weight(bias * scale))
    return field


def _folded(
    convolution: keras.layers.Conv2D, norm: keras.layers.BatchNormalization
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the kernel (out, in, height, width) and bias of a convolution with the normalisation after it."""
    gamma, beta, mean, variance = (np.asarray(part) for part in norm.get_weights())
    factor = gamma / np.sqrt(variance + norm.epsilon)
    kernel = np.asarray(convolution.get_weights()[0]) * factor
    return kernel.transpose(3, 2, 0, 1), beta - mean * factor
