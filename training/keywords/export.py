"""Writes the networks' vote as ONNX: features in, probabilities of the 32 labels out, normalisations folded in."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from chalicelib.domain.keyword import LABELS, SILENCE, UNKNOWN, WINDOW
from chalicelib.domain.log_mel import BANDS
from training.keywords.network import MEAN, SPREAD, Network
from training.keywords.pool import Clips, Features
from training.keywords.train import logits

_UNKNOWN, _SILENCE = LABELS.index(UNKNOWN), LABELS.index(SILENCE)
READINESS = 1.5
"""What is added to the logit of silence. A 25th of training is silence: without it, noises that training did not have
pass for other speech. It costs no word, and no other speech, of the validation clips."""


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


def export(members: dict[Network, keras.Model], clips: Clips, path: Path) -> None:
    """Write the model: `features` (n, 1, 100, 40) → `probabilities` (n, 32).

    Args:
        members: the trained networks, whose scores are averaged.
        clips: what they were not trained on; chooses how much is taken from the logit of unknown, and the temperature.
        path: where to.
    """
    scores = vote(members, clips.features)
    less = reluctance(scores, clips.labels)
    shift = np.zeros(len(LABELS))
    shift[_UNKNOWN], shift[_SILENCE] = -less, READINESS
    warmth = temperature(scores + shift, clips.labels)
    graph = Graph()
    # Time runs along the last axis, other than in Keras: the runtime takes a sixth to two fifths less for it.
    turned = graph.node("Transpose", "features", perm=[0, 1, 3, 2])
    centred = graph.node("Sub", turned, graph.weight(np.array(MEAN)))
    field = graph.node("Div", centred, graph.weight(np.array(SPREAD)))
    parts = [_member(graph, field, network, model, shift, warmth * len(members)) for network, model in members.items()]
    graph.nodes.append(helper.make_node("Softmax", [graph.node("Sum", *parts)], ["probabilities"], axis=1))
    shape = helper.make_graph(
        graph.nodes,
        "keywords",
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["n", 1, WINDOW, BANDS])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", len(LABELS)])],
        graph.weights,
    )
    written = helper.make_model(shape, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    helper.set_model_props(
        written, {"labels": " ".join(LABELS), "temperature": f"{warmth:.4f}", "reluctance": f"{less:.4f}"}
    )
    onnx.checker.check_model(written, full_check=True)
    path.write_bytes(written.SerializeToString())


def vote(members: dict[Network, keras.Model], features: Features) -> NDArray[np.float64]:
    """Return the mean of the networks' raw scores, shape (n, 32)."""
    return np.mean([logits(model, features).astype(np.float64) for model in members.values()], axis=0)


def reluctance(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return what to take from the logit of unknown so that most is right where a twelfth of all clips are unknown.

    Of training a sixth is, so that other speech is learned well; people who press a button mostly say a word.
    """
    unknown = labels == _UNKNOWN
    weight = np.where(unknown, np.sum(~unknown) / 11 / max(1, np.sum(unknown)), 1.0)
    column = np.eye(len(LABELS))[_UNKNOWN]
    candidates = np.arange(0, 1.55, 0.1)
    return float(max(candidates, key=lambda less: weight @ ((scores - less * column).argmax(axis=1) == labels)))


def temperature(scores: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Return the temperature of least log loss (Guo et al. 2017)."""
    rows = np.arange(len(scores))

    def loss(t: float) -> float:
        shifted = scores / t - (scores / t).max(axis=1, keepdims=True)
        return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[rows, labels]))

    return float(min(np.geomspace(0.2, 3, 60), key=loss))


def _member(
    graph: Graph, field: str, network: Network, model: keras.Model, shift: NDArray[np.float64], divisor: float
) -> str:
    """Add a network; return the name of its logits, shifted and divided."""
    if network.levelled:
        field = graph.node("Sub", field, graph.node("AveragePool", field, kernel_shape=[1, WINDOW]))
    for number, stage in enumerate(network.stages):
        inner = _convolved(graph, field, model, f"{number}", stage.stride)
        if stage.residual:
            inner = _convolved(graph, graph.node("Relu", inner), model, f"{number}_second", stage.stride)
            inner = graph.node("Add", field, inner)
        field = graph.node("Relu", inner)
    pooled = graph.node("AveragePool", field, kernel_shape=model.get_layer("over_time").pool_size[::-1])
    # Keras flattens (bands, channels), so the channels are brought last.
    flat = graph.node("Flatten", graph.node("Transpose", pooled, perm=[0, 2, 3, 1]))
    weights, bias = (np.array(part) for part in model.get_layer("labels").get_weights())
    return graph.node("Gemm", flat, graph.weight(weights / divisor), graph.weight((bias + shift) / divisor))


def _convolved(graph: Graph, field: str, model: keras.Model, name: str, stride: tuple[int, int]) -> str:
    kernel = np.asarray(model.get_layer(f"convolution_{name}").get_weights()[0])
    norm = model.get_layer(f"norm_{name}")
    gamma, beta, mean, variance = (np.asarray(part) for part in norm.get_weights())
    factor = gamma / np.sqrt(variance + norm.epsilon)
    folded, bias = (kernel * factor).transpose(3, 2, 1, 0), beta - mean * factor
    return graph.node(
        "Conv", field, graph.weight(folded), graph.weight(bias), strides=stride[::-1], auto_pad="SAME_UPPER"
    )
