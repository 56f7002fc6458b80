from hashlib import sha256

import pytest

from tools.ledger.merkle import Frontier, leaf, node, prove, split

# Leaves and roots of the reference implementation of RFC 6962 (certificate-transparency, merkle tests).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def recursive(leaves):
    """MTH of RFC 6962, section 2.1, as it is written there."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaf(leaves[0])
    middle = split(len(leaves))
    return node(recursive(leaves[:middle]), recursive(leaves[middle:]))


def test_the_roots_are_those_of_the_reference_implementation():
    frontier = Frontier()
    for data, root in zip(LEAVES, ROOTS, strict=True):
        frontier.add(leaf(data))
        assert frontier.root().hex() == root


def test_the_frontier_is_the_definition_at_every_size_and_can_be_taken_up_again():
    leaves = [b"%d" % number for number in range(70)]
    frontier = Frontier()
    assert frontier.root() == recursive([])
    for size, data in enumerate(leaves, start=1):
        frontier = Frontier(frontier.size, frontier.peaks)
        frontier.add(leaf(data))
        assert frontier.root() == recursive(leaves[:size])


def test_peaks_of_another_size_are_refused():
    with pytest.raises(ValueError, match="2 peaks"):
        Frontier(6, [b"x"])


def test_a_proof_of_one_leaf_is_its_rfc_6962_audit_path():
    hashes = [leaf(data) for data in LEAVES[:7]]
    root, proof = prove(iter(hashes), 7, 3, 3)
    assert root.hex() == ROOTS[6]
    # PATH(3, D[7]) of section 2.1.3 is [c, g, l]; here in the order of the leaves.
    c, g = hashes[2], node(hashes[0], hashes[1])
    right = node(node(hashes[4], hashes[5]), hashes[6])
    assert proof == (g, c, right)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13])
def test_every_range_is_proven_with_few_hashes(size):
    hashes = [leaf(b"%d" % number) for number in range(size)]
    expected = recursive([b"%d" % number for number in range(size)])
    for first in range(size):
        for last in range(first, size):
            root, proof = prove(iter(hashes), size, first, last)
            assert root == expected
            assert len(proof) <= 2 * size.bit_length()
