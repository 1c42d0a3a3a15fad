"""The encoder's ONNX graph, whose weights lie in the `model.safetensors` beside it.

Every large initializer is external data that points into the safetensors file, so the weights
ship once. They are float16 on disk; the graph casts and quantises them when it is loaded, and
gathers embedding rows before casting, so that the big table is never copied.

Linear layers multiply in int8: weights with one scale for each output, activations with one for
each tensor, outlying coordinates moved into the weights first (`calibrate.smoothing`). One text
at a time goes through, so its vector never depends on what is encoded beside it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

WEIGHTS = "model.safetensors"


class Graph:
    """Collects the nodes of one encoder."""

    def __init__(
        self, weights: Path, config: dict[str, Any], scales: Mapping[str, NDArray[np.float32]]
    ) -> None:
        self.weights, self.config, self.scales = weights, config, scales
        self.divided: dict[str, list[str]] = {}
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.known: set[str] = set()
        with weights.open("rb") as stream:
            (length,) = struct.unpack("<Q", stream.read(8))
            self.header = json.loads(stream.read(length))
        self.base = 8 + length

    def node(self, op: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a node with one output and return the output's name."""
        out = f"{op.lower()}_{len(self.nodes)}"
        self.nodes.append(
            helper.make_node(op, list(inputs), [out], name=out, domain=domain, **attributes)
        )
        return out

    def constant(self, name: str, value: Any, dtype: Any) -> str:
        """A small constant kept in the graph itself."""
        if name not in self.known:
            self.known.add(name)
            array = np.asarray(value, dtype=dtype)
            self.initializers.append(numpy_helper.from_array(array, name))
        return name

    def stored(self, name: str) -> str:
        """A float16 tensor of the weights file, as it lies there."""
        if name not in self.known:
            self.known.add(name)
            entry = self.header[name]
            begin, end = entry["data_offsets"]
            tensor = TensorProto(name=name, data_type=TensorProto.FLOAT16, dims=entry["shape"])
            tensor.data_location = TensorProto.EXTERNAL
            place = {"location": WEIGHTS, "offset": self.base + begin, "length": end - begin}
            for key, value in place.items():
                tensor.external_data.add(key=key, value=str(value))
            self.initializers.append(tensor)
        return name

    def weight(self, name: str) -> str:
        """The same tensor in float32 (folded when the graph is loaded)."""
        return self.node("Cast", self.stored(name), to=TensorProto.FLOAT)

    def linear(self, x: str, name: str) -> str:
        """`x W^T + b`, multiplied in int8."""
        scales = self.scales[name]
        steps = self.steps(name)
        # Two products and a rounding are all that is left to do when the graph is loaded.
        smooth = self.node(
            "Mul", self.weight(f"{name}.weight"), self.constant(f"{name}.up", scales, np.float32)
        )
        counted = self.node(
            "Mul", smooth, self.constant(f"{name}.per", 1 / steps[:, None], np.float32)
        )
        whole = self.node("Cast", self.node("Round", counted), to=TensorProto.INT8)
        values, scale, zero = self.quantised(x, name)
        product = self.node(
            "MatMulInteger", values, self.node("Transpose", whole, perm=[1, 0]), zero
        )
        size = self.node("Mul", scale, self.constant(f"{name}.step", steps, np.float32))
        real = self.node("Mul", self.node("Cast", product, to=TensorProto.FLOAT), size)
        return self.node("Add", real, self.weight(f"{name}.bias"))

    def steps(self, name: str) -> NDArray[np.float32]:
        """What one unit of each output's integer weights stands for, shape (outputs,)."""
        entry = self.header[f"{name}.weight"]
        begin, end = entry["data_offsets"]
        with self.weights.open("rb") as stream:
            stream.seek(self.base + begin)
            stored = np.frombuffer(stream.read(end - begin), np.float16)
        smooth = stored.reshape(entry["shape"]).astype(np.float32) * self.scales[name]
        return np.asarray(np.abs(smooth).max(1) / 127, np.float32)

    def quantised(self, x: str, name: str) -> list[str]:
        """The input of a layer, smoothed, as integers with scale and zero point."""
        if x not in self.divided:
            down = self.constant(f"{name}.down", 1 / self.scales[name], np.float32)
            smooth = self.node("Mul", x, down)
            outputs = [f"{smooth}_{part}" for part in ("values", "scale", "zero")]
            self.nodes.append(
                helper.make_node("DynamicQuantizeLinear", [smooth], outputs, name=f"{smooth}_int")
            )
            self.divided[x] = outputs
        return self.divided[x]

    def norm(self, x: str, name: str) -> str:
        """Layer normalisation over the last axis."""
        return self.node(
            "LayerNormalization",
            x,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=self.config["layer_norm_eps"],
        )

    def embed(self) -> str:
        """Word, position and segment rows, summed and normalised."""
        words = self.node("Gather", self.stored("embeddings.word_embeddings.weight"), "input_ids")
        length = self.node("Shape", "input_ids", start=1, end=2)
        positions = self.node(
            "Slice",
            self.weight("embeddings.position_embeddings.weight"),
            self.constant("zero", [0], np.int64),
            length,
        )
        segment = self.node(
            "Gather",
            self.weight("embeddings.token_type_embeddings.weight"),
            self.constant("first", 0, np.int64),
        )
        total = self.node("Add", self.node("Cast", words, to=TensorProto.FLOAT), positions)
        return self.norm(self.node("Add", total, segment), "embeddings.LayerNorm")

    def layer(self, x: str, number: int, mask: str) -> str:
        """One transformer layer (post-norm, exact GELU)."""
        at = f"encoder.layer.{number}"
        query, key, value = (
            self.linear(x, f"{at}.attention.self.{part}") for part in ("query", "key", "value")
        )
        mixed = self.node(
            "MultiHeadAttention",
            query,
            key,
            value,
            "",
            mask,
            domain="com.microsoft",
            num_heads=self.config["num_attention_heads"],
        )
        mixed = self.linear(mixed, f"{at}.attention.output.dense")
        x = self.norm(self.node("Add", mixed, x), f"{at}.attention.output.LayerNorm")
        wide = self.node("Gelu", self.linear(x, f"{at}.intermediate.dense"))
        narrow = self.linear(wide, f"{at}.output.dense")
        return self.norm(self.node("Add", narrow, x), f"{at}.output.LayerNorm")

    def pool(self, x: str) -> str:
        """Mean over real tokens, scaled to length 1."""
        weight = self.node("Cast", "attention_mask", to=TensorProto.FLOAT)
        last = self.constant("last", [2], np.int64)
        axis = self.constant("axis", [1], np.int64)
        summed = self.node(
            "ReduceSum", self.node("Mul", x, self.node("Unsqueeze", weight, last)), axis, keepdims=0
        )
        mean = self.node("Div", summed, self.node("ReduceSum", weight, axis, keepdims=1))
        return self.node("LpNormalization", mean, axis=-1, p=2)

    def model(self) -> onnx.ModelProto:
        """The whole graph: ids and mask in, `vectors` and `tokens` out."""
        mask = self.node("Cast", "attention_mask", to=TensorProto.INT32)
        x = self.embed()
        for number in range(self.config["num_hidden_layers"]):
            x = self.layer(x, number, mask)
        for name, source in (("vectors", self.pool(x)), ("tokens", x)):
            self.nodes.append(helper.make_node("Identity", [source], [name], name=name))
        width = self.config["hidden_size"]
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [
                helper.make_tensor_value_info(n, TensorProto.INT64, ["texts", "longest"])
                for n in ("input_ids", "attention_mask")
            ],
            [
                helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", width]),
                helper.make_tensor_value_info(
                    "tokens", TensorProto.FLOAT, ["texts", "longest", width]
                ),
            ],
            self.initializers,
        )
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=9)


def write_graph(folder: Path, scales: Mapping[str, NDArray[np.float32]]) -> None:
    """Write `model.onnx` for the model directory `folder` (its weights and config are there)."""
    config = json.loads((folder / "config.json").read_text("utf8"))
    model = Graph(folder / WEIGHTS, config, scales).model()
    (folder / "model.onnx").write_bytes(model.SerializeToString())
