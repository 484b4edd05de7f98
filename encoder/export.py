"""Export: writes the tuned network as an ONNX file with int8 weights, which the bot loads.

The inputs are `input_ids` and `token_type_ids`, int64 of shape (1, pieces). The outputs are
`states`, of shape (1, pieces, WIDTH), and `begins`, of shape (1, pieces): the logits that a part
begins there. The heads are constant outputs: `intent_weights`, of shape (intents, WIDTH), with
`intent_bias`, and `treatment_weights` with `treatment_bias`. The metadata holds what labels.json
says, including the labels and the hash of the data.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

Arrays = Mapping[str, np.ndarray[Any, Any]]
WIDTH, HEADS, LAYERS = 384, 12, 6
_OPSET = 17
_EPSILON = 1e-12


class _Graph:
    """Collects the nodes and constants of an ONNX graph."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, name: str, values: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, kind: str, *inputs: str, name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, list(inputs), [name], name=name, **attributes))
        return name


def export(arrays: Arrays, labels: Mapping[str, Any], path: Path) -> None:
    """Write the file; `arrays` is the content of tuned.npz, `labels` that of labels.json."""
    # It imports sympy, which takes a second, and most who import this module write no file.
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = _model(arrays, labels)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        onnx.save(model, plain)
        quantize_dynamic(
            plain,
            path,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
            nodes_to_exclude=["begin_product"],
        )


def _model(arrays: Arrays, labels: Mapping[str, Any]) -> Any:
    graph = _Graph()
    x = _embedded(graph, arrays)
    for number in range(LAYERS):
        x = _layer(graph, arrays, number, x)
    graph.node("Identity", x, name="states")
    weights = graph.constant("begin_weights", arrays["begins/w"].astype(np.float32))
    bias = graph.constant("begin_bias", arrays["begins/b"].astype(np.float32))
    product = graph.node("MatMul", x, weights, name="begin_product")
    axis = graph.constant("last_axis", np.array([-1], np.int64))
    graph.node("Squeeze", graph.node("Add", product, bias, name="begin_sum"), axis, name="begins")
    steepness = float(arrays["steepness"])
    outputs = [_value("states", ["one", "pieces", WIDTH]), _value("begins", ["one", "pieces"])]
    for head in ("intent", "treatment"):
        for end, values in (
            ("weights", arrays[f"{head}s/w"].T * steepness),
            ("bias", arrays[f"{head}s/b"]),
        ):
            name = f"{head}_{end}"
            graph.node("Identity", graph.constant(f"{name}_", values.astype(np.float32)), name=name)
            outputs.append(_value(name, list(values.shape)))
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["one", "pieces"])
        for name in ("input_ids", "token_type_ids")
    ]
    body = helper.make_graph(graph.nodes, "reader", inputs, outputs, graph.constants)
    model = helper.make_model(body, opset_imports=[helper.make_opsetid("", _OPSET)])
    model.ir_version = 8
    for name, value in labels.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = name, json.dumps(value)
    return model


def _value(name: str, shape: Sequence[int | str]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _embedded(graph: _Graph, arrays: Arrays) -> str:
    """The embeddings; those of words are stored as int8 with a scale per row: 12 MB, not 47."""
    words = arrays["words"]
    scales = np.abs(words).max(axis=1, keepdims=True) / 127
    rounded = np.clip(np.round(words / np.maximum(scales, 1e-9)), -127, 127).astype(np.int8)
    ids = graph.node("Gather", graph.constant("words", rounded), "input_ids", name="word_rows")
    scale = graph.node(
        "Gather",
        graph.constant("word_scales", scales.astype(np.float32)),
        "input_ids",
        name="row_scales",
    )
    rows = graph.node("Cast", ids, name="word_floats", to=TensorProto.FLOAT)
    x = graph.node("Mul", rows, scale, name="word_vectors")
    shape = graph.node("Shape", "input_ids", name="shape")
    length = graph.node("Gather", shape, graph.constant("second", np.array([1])), name="length")
    table = graph.constant("positions", arrays["body/positions"])
    first = graph.constant("first", np.array([0]))
    positions = graph.node("Slice", table, first, length, first, name="position_vectors")
    types = graph.node(
        "Gather",
        graph.constant("types", arrays["body/types"]),
        "token_type_ids",
        name="type_vectors",
    )
    x = graph.node("Add", x, positions, name="with_positions")
    x = graph.node("Add", x, types, name="with_types")
    return _norm(graph, arrays, "body/norm", x)


def _layer(graph: _Graph, arrays: Arrays, number: int, x: str) -> str:
    at = f"body/layers/{number}"
    shape = graph.constant(f"{at}/heads", np.array([0, 0, 3 * HEADS, WIDTH // HEADS], np.int64))
    qkv = graph.node(
        "Reshape", _linear(graph, arrays, f"{at}/qkv", x), shape, name=f"{at}/split_heads"
    )
    names = [f"{at}/{name}" for name in "qkv"]
    graph.nodes.append(helper.make_node("Split", [qkv], names, axis=2, name=f"{at}/split"))
    q = graph.node("Transpose", names[0], name=f"{at}/q_heads", perm=[0, 2, 1, 3])
    k = graph.node("Transpose", names[1], name=f"{at}/k_heads", perm=[0, 2, 3, 1])
    v = graph.node("Transpose", names[2], name=f"{at}/v_heads", perm=[0, 2, 1, 3])
    scale = graph.constant(f"{at}/scale", np.array((HEADS / WIDTH) ** 0.5, np.float32))
    scores = graph.node(
        "Mul", graph.node("MatMul", q, k, name=f"{at}/scores"), scale, name=f"{at}/scaled"
    )
    weights = graph.node("Softmax", scores, name=f"{at}/weights", axis=-1)
    mixed = graph.node("MatMul", weights, v, name=f"{at}/mixed")
    mixed = graph.node("Transpose", mixed, name=f"{at}/joined", perm=[0, 2, 1, 3])
    flat = graph.constant(f"{at}/flat", np.array([0, 0, WIDTH], np.int64))
    mixed = graph.node("Reshape", mixed, flat, name=f"{at}/mixed_flat")
    x = graph.node("Add", x, _linear(graph, arrays, f"{at}/out", mixed), name=f"{at}/sum1")
    x = _norm(graph, arrays, f"{at}/norm1", x)
    inner = _gelu(graph, _linear(graph, arrays, f"{at}/up", x), f"{at}/gelu")
    x = graph.node("Add", x, _linear(graph, arrays, f"{at}/down", inner), name=f"{at}/sum2")
    return _norm(graph, arrays, f"{at}/norm2", x)


def _linear(graph: _Graph, arrays: Arrays, name: str, x: str) -> str:
    weights = graph.constant(f"{name}/w", arrays[f"{name}/w"].astype(np.float32))
    bias = graph.constant(f"{name}/b", arrays[f"{name}/b"].astype(np.float32))
    product = graph.node("MatMul", x, weights, name=f"{name}/product")
    return graph.node("Add", product, bias, name=f"{name}/sum")


def _norm(graph: _Graph, arrays: Arrays, name: str, x: str) -> str:
    gain = graph.constant(f"{name}/g", arrays[f"{name}/g"].astype(np.float32))
    bias = graph.constant(f"{name}/b", arrays[f"{name}/b"].astype(np.float32))
    return graph.node(
        "LayerNormalization", x, gain, bias, name=f"{name}/out", axis=-1, epsilon=_EPSILON
    )


def _gelu(graph: _Graph, x: str, name: str) -> str:
    """GELU, x/2 · (1 + erf(x/√2)), in the form that onnxruntime recognises and fuses."""
    root = graph.constant(f"{name}/root", np.array(2**0.5, np.float32))
    one = graph.constant(f"{name}/one", np.array(1.0, np.float32))
    half = graph.constant(f"{name}/half", np.array(0.5, np.float32))
    erf = graph.node("Erf", graph.node("Div", x, root, name=f"{name}/div"), name=f"{name}/erf")
    more = graph.node("Mul", x, graph.node("Add", erf, one, name=f"{name}/add"), name=f"{name}/mul")
    return graph.node("Mul", more, half, name=f"{name}/out")
