"""Token vectors made small: similar tokens pooled, each coordinate in two bits.

A passage of 230 characters has about 115 tokens of 384 float32 coordinates, 177 kB. Pooled to
half (Clavie et al. 2024, arXiv 2409.14683) and coded in two bits it takes 5.5 kB.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
Codes = NDArray[np.uint8]

KEEP = 0.5
# The best four levels for a normal distribution (Lloyd 1957, Max 1960), in standard deviations.
LEVELS = np.array([-1.510, -0.4528, 0.4528, 1.510], np.float32)
BORDERS = np.array([-0.9816, 0.0, 0.9816], np.float32)
PER_BYTE = 4
_PIECE = 512
_SHIFTS = np.array([0, 2, 4, 6], np.uint8)


def pool(tokens: Vectors, keep: float = KEEP) -> Vectors:
    """Token vectors merged to about a share `keep` of them: unit means of Ward clusters.

    Shape (tokens, d) -> (clusters, d), in the order of each cluster's first token.
    """
    clusters = max(1, round(len(tokens) * keep))
    if len(tokens) <= 2 or clusters >= len(tokens):
        return tokens
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = fcluster(linkage(_distances(tokens), "ward"), clusters, "maxclust")
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    sums = np.add.reduceat(tokens[order], starts, axis=0)
    return _unit(sums[np.argsort(order[starts])])


def _distances(tokens: Vectors) -> NDArray[np.float64]:
    """Euclidean distances of all pairs, condensed as scipy wants them.

    By one product of matrices: a third of the time that comparing them pair by pair takes.
    """
    from scipy.spatial.distance import squareform

    wide = tokens.astype(np.float64)
    lengths = np.einsum("ij,ij->i", wide, wide)
    squares = lengths[:, None] + lengths - 2 * (wide @ wide.T)
    return np.asarray(squareform(np.sqrt(np.maximum(squares, 0)), checks=False), np.float64)


def encode(tokens: Vectors) -> Codes:
    """Two bits a coordinate: shape (tokens, d) float32 -> (tokens, d / 4) uint8.

    A coordinate of a unit vector has a standard deviation of about 1 / sqrt(d), so that no
    table needs to be learnt.
    """
    scaled = tokens * np.sqrt(tokens.shape[1], dtype=np.float32)
    levels = np.zeros(scaled.shape, np.uint8)
    for border in BORDERS:
        levels += scaled >= border
    quads = levels.reshape(len(tokens), tokens.shape[1] // PER_BYTE, PER_BYTE)
    codes = quads[..., 0].copy()
    for at in range(1, PER_BYTE):
        codes |= quads[..., at] << _SHIFTS[at]
    return codes


def decode(codes: Codes) -> Vectors:
    """Unit vectors again: shape (tokens, d / 4) uint8 -> (tokens, d) float32."""
    return np.asarray(_levels(codes) / lengths(codes)[:, None], np.float32)


def cosines(question: Vectors, codes: Codes) -> Vectors:
    """Cosines of unit vectors (n, d) with coded ones (tokens, d / 4), shape (n, tokens).

    The same as with `decode`, but only the products are divided by the lengths.
    """
    # Columns by eights, and pieces that stay in the processor's cache: half the time.
    columns = np.zeros((question.shape[1], -(-len(question) // 8) * 8), np.float32)
    columns[:, : len(question)] = question.T
    products = np.empty((len(codes), columns.shape[1]), np.float32)
    for start in range(0, len(codes), _PIECE):
        piece = slice(start, start + _PIECE)
        np.matmul(_levels(codes[piece]), columns, out=products[piece])
    products /= lengths(codes)[:, None]
    return products[:, : len(question)].T


def lengths(codes: Codes) -> Vectors:
    """Length of each coded vector before it is scaled to 1, shape (tokens,)."""
    return np.asarray(
        np.sqrt(np.take(_SQUARES, codes) @ np.ones(codes.shape[1], np.float32)), np.float32
    )


def _levels(codes: Codes) -> Vectors:
    return np.take(_TABLE, codes, axis=0).reshape(len(codes), -1)


def _table() -> Vectors:
    """The four coordinates of each byte, shape (256, 4)."""
    values = np.arange(256, dtype=np.uint8)[:, None]
    return np.asarray(LEVELS[(values >> _SHIFTS) & 3], np.float32)


def _unit(vectors: Vectors) -> Vectors:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-9), np.float32)


_TABLE = _table()
_SQUARES = np.square(_TABLE).sum(axis=1)
