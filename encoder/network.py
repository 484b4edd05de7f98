"""Network: all-MiniLM-L6-v2 with three heads, as JAX functions of a tree of arrays.

One pass gives a state for each word piece. One head tells from a state whether a part begins
there. The other two tell from the mean of a part's states its intent and its treatment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

LAYERS, WIDTH, HEADS = 6, 384, 12
#: Factor for the logits, since the product of two unit vectors is only between -1 and 1.
STEEPNESS = 20.0
_DROPOUT, _EPSILON = 0.1, 1e-12

Tree = dict[str, Any]


def from_base(tensors: Mapping[str, np.ndarray[Any, Any]]) -> Tree:
    """The published parameters of all-MiniLM-L6-v2, in the layout that this module uses."""

    def linear(*names: str) -> Tree:
        return {
            "w": np.concatenate([tensors[f"{name}.weight"].T for name in names], axis=1),
            "b": np.concatenate([tensors[f"{name}.bias"] for name in names]),
        }

    def norm(name: str) -> Tree:
        return {"g": tensors[f"{name}.weight"], "b": tensors[f"{name}.bias"]}

    layers = []
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        own = f"{layer}.attention.self"
        layers.append(
            {
                "qkv": linear(f"{own}.query", f"{own}.key", f"{own}.value"),
                "out": linear(f"{layer}.attention.output.dense"),
                "norm1": norm(f"{layer}.attention.output.LayerNorm"),
                "up": linear(f"{layer}.intermediate.dense"),
                "down": linear(f"{layer}.output.dense"),
                "norm2": norm(f"{layer}.output.LayerNorm"),
            }
        )
    return {
        "positions": tensors["embeddings.position_embeddings.weight"],
        "types": tensors["embeddings.token_type_embeddings.weight"],
        "norm": norm("embeddings.LayerNorm"),
        "layers": layers,
    }


def states(body: Tree, words: Any, ids: Any, types: Any, mask: Any, key: Any = None) -> Any:
    """States of all pieces, shape (messages, pieces, WIDTH).

    `ids`, `types` and `mask` (whether there is a piece) have the shape (messages, pieces). `words`
    are the word embeddings, which are not tuned. Dropout is on if there is a random `key`.
    """
    x = words[ids] + body["positions"][None, : ids.shape[1]] + body["types"][types]
    x = _dropped(_norm(body["norm"], x), key, 0)
    hidden = jnp.where(mask, 0.0, -1e9)[:, None, None, :]
    for number, layer in enumerate(body["layers"]):
        x = _norm(layer["norm1"], x + _dropped(_attend(layer, x, hidden), key, 2 * number + 1))
        inner = jax.nn.gelu(_linear(layer["up"], x), approximate=False)
        x = _norm(layer["norm2"], x + _dropped(_linear(layer["down"], inner), key, 2 * number + 2))
    return x


def _attend(layer: Tree, x: Any, hidden: Any) -> Any:
    shape = (*x.shape[:2], 3, HEADS, WIDTH // HEADS)
    q, k, v = _linear(layer["qkv"], x).reshape(shape).transpose(2, 0, 3, 1, 4)
    weights = jax.nn.softmax(q @ k.swapaxes(-1, -2) / (WIDTH // HEADS) ** 0.5 + hidden)
    return _linear(layer["out"], (weights @ v).transpose(0, 2, 1, 3).reshape(x.shape))


def _linear(p: Tree, x: Any) -> Any:
    return x @ p["w"] + p["b"]


def _norm(p: Tree, x: Any) -> Any:
    x = x - x.mean(-1, keepdims=True)
    return x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + _EPSILON) * p["g"] + p["b"]


def _dropped(x: Any, key: Any, place: int) -> Any:
    if key is None:
        return x
    kept = jax.random.bernoulli(jax.random.fold_in(key, place), 1 - _DROPOUT, x.shape)
    return jnp.where(kept, x / (1 - _DROPOUT), 0.0)


def vectors(x: Any, shares: Any) -> Any:
    """Unit vectors of parts, shape (messages, parts, WIDTH).

    `shares`, of shape (messages, parts, pieces), is 1 where a piece belongs to a part, else 0.
    """
    mean = shares @ x
    # 1e-6 because the square root has no gradient at 0: one empty part would make all NaN.
    return mean / jnp.sqrt((mean * mean).sum(-1, keepdims=True) + 1e-6)


def logits(head: Tree, units: Any) -> Any:
    """Logits of unit vectors; the weights `w` of `head` have the shape (WIDTH, labels)."""
    return STEEPNESS * units @ head["w"] + head["b"]
