#!/usr/bin/env python3
"""Verify an audit export of Spark Copilot with nothing but the export and a public key.

    python verify_audit.py EXPORT --key KEY_ID:PUBLIC_KEY_HEX [--key ...] [--anchors FILE]

Checks that the rows follow each other, that they are in the Merkle tree (RFC 6962) whose root the newest
anchor signs (Ed25519, RFC 8032), and that every anchor among them says the same. With --anchors also that
anchors kept elsewhere (a copy of the anchor file, bodies of the webhook) agree with the export.
The key has to come from somebody you trust, not with the export.

Needs Python 3.9 and nothing else; with the package `cryptography` many signatures are checked faster.
Exit code: 0 everything holds, 1 something does not, 2 wrong usage.
"""

import argparse
import hashlib
import json
import struct
import sys

FORMAT = "spark-audit-export/1"
FIELDS = ("seq", "time_ms", "actor", "action", "subject", "body", "key_id")
LINES = {
    "row": {*FIELDS, "previous", "mac"},
    "anchor": {"seq", "mac", "root", "time_ms", "key_id", "signature"},
    "proof": {"hashes"},
}
"""What each kind of line after the first holds; nothing would vouch for anything else in it."""


class Wrong(Exception):
    """The export does not hold."""


class Rows:
    """The rows as they are read: leaves of the range, MACs, and the tree when it begins with row 1."""

    def __init__(self, first):
        self.first = self.next = first
        self.leaves, self.macs, self.peaks = [], {}, []

    def add(self, row):
        """The next row."""
        if row["seq"] != self.next:
            raise Wrong(f"row {self.next} is missing")
        if self.next > self.first and row["previous"] != self.macs[self.next - 1]:
            raise Wrong(f"row {self.next} does not follow the row before it")
        if self.next == 1 and row["previous"] != "00" * 32:
            raise Wrong("row 1 is not the first row of a record")
        hashed = leaf_of(row)
        self.leaves.append(hashed)
        self.macs[self.next] = row["mac"]
        if self.first == 1:
            self.grow(hashed)
        self.next += 1

    def grow(self, hashed):
        """Append a leaf to the tree."""
        size = self.next - 1
        while size & 1:
            hashed, size = node(self.peaks.pop(), hashed), size >> 1
        self.peaks.append(hashed)

    def compare(self, anchor):
        """One anchor against the row just read, and against the tree when that is here from its first row."""
        if anchor["seq"] != self.next - 1 or anchor["mac"] != self.macs.get(self.next - 1):
            raise Wrong(f"row {self.next - 1} is not the row that was anchored")
        if self.first == 1:
            folded = self.peaks[-1]
            for peak in reversed(self.peaks[:-1]):
                folded = node(peak, folded)
            if folded.hex() != anchor["root"]:
                raise Wrong(f"the rows up to {self.next - 1} are not those that were anchored")


def verify(lines, trusted, kept):
    """Check one export; what was found, in words."""
    header = parsed(next(lines, "null"))
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise Wrong(f"the first line does not say {FORMAT}")
    first, last, head = header["first"], header["last"], header["head"]
    keys = endorsed(header["keys"], trusted)
    for anchor in [head, *kept.values()]:
        require_signed(anchor, keys)
    if not 1 <= first <= last <= head["seq"]:
        raise Wrong(f"rows {first} to {last} cannot be in a tree of {head['seq']}")
    rows, proof = read(lines, Rows(first), keys, kept)
    require_complete(rows, proof, last, head, kept)
    agreed = sum(first <= seq <= last for seq in kept)
    return (
        f"VERIFIES: rows {first} to {last} are in the record of {head['seq']} rows, root {head['root']}, "
        f"signed with {head['key_id']}; {agreed} anchors kept elsewhere agree"
    )


def parsed(line):
    """A line; one that names a field twice says different things to different readers."""
    return json.loads(line, object_pairs_hook=once)


def once(pairs):
    """The fields of an object."""
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Wrong("a line names a field twice")
    return fields


def read(lines, rows, keys, kept):
    """Read rows and the anchors among them up to the proof, which comes last."""
    proof = None
    for line in lines:
        entry = parsed(line)
        kind = entry.pop("type")
        if proof is not None or kind not in LINES:
            raise Wrong(f"a line {kind!r} where none may be")
        if set(entry) != LINES[kind]:
            raise Wrong(f"a {kind} behind row {rows.next - 1} has fields that do not belong there")
        if kind == "row":
            rows.add(entry)
            if entry["seq"] in kept:
                rows.compare(kept[entry["seq"]])
        elif kind == "anchor":
            require_signed(entry, keys)
            rows.compare(entry)
        else:
            proof = [bytes.fromhex(hashed) for hashed in entry["hashes"]]
    return rows, proof


def require_complete(rows, proof, last, head, kept):
    """The range ends where it says, leads to the signed root, and no kept anchor says there was more."""
    if proof is None or rows.next != last + 1:
        raise Wrong(
            f"the export ends after row {rows.next - 1}, it should hold rows up to {last} and a proof"
        )
    left = iter(proof)
    found = walk(0, head["seq"], rows.first - 1, last, iter(rows.leaves), left)
    if found.hex() != head["root"] or next(left, None) is not None:
        raise Wrong(f"the rows are not in the tree that the anchor of row {head['seq']} signs")
    for anchor in kept.values():
        if anchor["seq"] > head["seq"] and anchor["time_ms"] <= head["time_ms"]:
            raise Wrong(f"the record was cut off: row {anchor['seq']} was anchored before this export")
        if anchor["seq"] == head["seq"]:
            require_same(anchor, head)


def require_same(anchor, other):
    """Two anchors of one row name the same rows."""
    if (anchor["mac"], anchor["root"]) != (other["mac"], other["root"]):
        raise Wrong(f"two anchors of row {anchor['seq']} say different things")


def walk(low, high, first, end, leaves, proof):
    """Root of the leaves low to high: the range from its rows, whole subtrees beside it from the proof."""
    if high <= first or low >= end:
        return next(proof, b"")
    if high - low == 1:
        return next(leaves)
    middle = low + (1 << (high - low - 1).bit_length() - 1)
    return node(walk(low, middle, first, end, leaves, proof), walk(middle, high, first, end, leaves, proof))


def leaf_of(row):
    """Hash of a row: the MAC before it, the domain, each field with its length, its own MAC."""
    data = bytes.fromhex(row["previous"]) + b"spk.audit.v1"
    for field in FIELDS:
        text = str(row[field]).encode()
        data += struct.pack(">I", len(text)) + text
    return hashlib.sha256(b"\x00" + data + bytes.fromhex(row["mac"])).digest()


def node(left, right):
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def endorsed(introduced, trusted):
    """The trusted keys, and those that one of them, or a key so endorsed, endorsed."""
    keys = dict(trusted)
    for entry in introduced:
        statement = f"spark-audit-anchor-key/1\n{entry['key_id']}\n{entry['public_key']}\n"
        endorser = keys.get(entry.get("endorsed_by"))
        if endorser and signed_by(endorser, entry["endorsement"], statement):
            keys.setdefault(entry["key_id"], entry["public_key"])
    return keys


def require_signed(anchor, keys):
    """Refuse an anchor that no trusted key signed."""
    statement = "spark-audit-anchor/1\n{seq}\n{mac}\n{root}\n{time_ms}\n{key_id}\n".format_map(anchor)
    if anchor["key_id"] not in keys:
        raise Wrong(
            f"the anchor of row {anchor['seq']} names the key {anchor['key_id']}, which you do not trust"
        )
    if not signed_by(keys[anchor["key_id"]], anchor["signature"], statement):
        raise Wrong(f"the signature of the anchor of row {anchor['seq']} is wrong")


def signed_by(public, signature, statement):
    """Whether an Ed25519 signature in hex is right."""
    public, signature = bytes.fromhex(public), bytes.fromhex(signature)
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return ed25519(public, signature, statement.encode())
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


# Ed25519 as in RFC 8032, section 6: the points of the curve in extended coordinates.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def ed25519(public, message_signature, message):
    """Verify one signature without any library; some milliseconds each."""
    if len(public) != 32 or len(message_signature) != 64:
        return False
    key, commitment = decompress(public), decompress(message_signature[:32])
    scalar = int.from_bytes(message_signature[32:], "little")
    if key is None or commitment is None or scalar >= Q:
        return False
    digest = hashlib.sha512(message_signature[:32] + public + message).digest()
    challenge = int.from_bytes(digest, "little") % Q
    left, right = times(scalar, BASE), plus(commitment, times(challenge, key))
    return not (
        (left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P
    )


def plus(one, two):
    """Sum of two points."""
    a, b = (one[1] - one[0]) * (two[1] - two[0]) % P, (one[1] + one[0]) * (two[1] + two[0]) % P
    c, d = 2 * one[3] * two[3] * D % P, 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(scalar, point):
    """A point added to itself so many times."""
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = plus(total, point)
        point, scalar = plus(point, point), scalar >> 1
    return total


def decompress(text):
    """The point of 32 bytes, or None."""
    y = int.from_bytes(text, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def kept_anchors(path):
    """Anchors kept elsewhere, by row."""
    if path is None:
        return {}
    with open(path, encoding="utf-8") as lines:
        anchors = [parsed(line) for line in lines if line.strip()]
    kept = {anchor["seq"]: anchor for anchor in anchors}
    for anchor in anchors:
        require_same(anchor, kept[anchor["seq"]])
    return kept


def main(arguments):
    """Check the files named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export")
    parser.add_argument("--key", action="append", required=True, metavar="KEY_ID:PUBLIC_KEY_HEX")
    parser.add_argument("--anchors", help="anchors kept elsewhere, one JSON object per line")
    given = parser.parse_args(arguments)
    keys = dict(pair.partition(":")[::2] for pair in given.key)
    try:
        with open(given.export, encoding="utf-8") as lines:
            code, said = 0, verify(lines, keys, kept_anchors(given.anchors))
    except (Wrong, OSError) as wrong:
        code, said = 1, f"DOES NOT VERIFY: {wrong}"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        code, said = 1, f"DOES NOT VERIFY: not an export, or a damaged one ({type(error).__name__}: {error})"
    sys.stdout.write(said + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
