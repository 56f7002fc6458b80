"""The Merkle tree over the audit (RFC 6962, section 2.1): one root for all rows, short proofs for some.

Leaf n is audit row n + 1: what its MAC covers, and the MAC.
"""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice


def leaf(data: bytes) -> bytes:
    """Hash of a leaf."""
    return sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a growing tree: roots of its full subtrees, largest first."""

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} peaks, not {len(peaks)}")
        self.size = size
        self.peaks = list(peaks)

    def add(self, leaf_hash: bytes) -> None:
        """Append one leaf."""
        size = self.size
        while size & 1:
            leaf_hash = node(self.peaks.pop(), leaf_hash)
            size >>= 1
        self.peaks.append(leaf_hash)
        self.size += 1

    def root(self) -> bytes:
        """Root of the tree as it is now; of the empty tree: the hash of nothing."""
        if not self.peaks:
            return sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node(peak, root)
        return root


def prove(leaves: Iterator[bytes], size: int, first: int, last: int) -> tuple[bytes, tuple[bytes, ...]]:
    """Root of a tree, and the proof that leaves `first` to `last` (from 0, both included) are in it.

    The proof holds the hashes of the largest subtrees beside the range, left to right; for one leaf that is
    its RFC 6962 inclusion proof in another order. Leaves are read once and not kept.

    Args:
        leaves: hashes of all `size` leaves, in order.
        size: leaves of the tree.
        first: first leaf of the range.
        last: last leaf of the range.
    """
    proof: list[bytes] = []

    def walk(low: int, high: int) -> bytes:
        beside = high <= first or low > last
        if beside or (first <= low and high - 1 <= last):
            hashed = _root(islice(leaves, high - low))
            if beside:
                proof.append(hashed)
            return hashed
        middle = low + split(high - low)
        left = walk(low, middle)
        return node(left, walk(middle, high))

    return walk(0, size), tuple(proof)


def split(size: int) -> int:
    """Leaves of the left subtree: the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _root(leaves: Iterator[bytes]) -> bytes:
    frontier = Frontier()
    for leaf_hash in leaves:
        frontier.add(leaf_hash)
    return frontier.root()
