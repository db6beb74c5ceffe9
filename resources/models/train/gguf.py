# SPDX-License-Identifier: Apache-2.0
"""Writes GGUF files, version 3: metadata, tensor list, data aligned to 32 bytes. Layout:
https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"""
import array
import struct

U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TYPES = {"f32": 0, "f16": 1, "q8_0": 8}
ALIGNMENT = 32
BLOCK = 32  # values of a Q8_0 block


def _string(text):
    raw = text.encode("utf-8")
    return struct.pack("<Q", len(raw)) + raw


class Writer:
    """Collects entries and tensors, then writes them in this order."""

    def __init__(self):
        self._entries, self._tensors = [], []

    def _entry(self, key, kind, raw):
        self._entries.append(_string(key) + struct.pack("<I", kind) + raw)

    def text(self, key, value):
        self._entry(key, STRING, _string(value))

    def u32(self, key, value):
        self._entry(key, U32, struct.pack("<I", value))

    def f32(self, key, value):
        self._entry(key, F32, struct.pack("<f", value))

    def flag(self, key, value):
        self._entry(key, BOOL, struct.pack("<B", value))

    def texts(self, key, values):
        self._entry(key, ARRAY, struct.pack("<IQ", STRING, len(values)) + b"".join(map(_string, values)))

    def i32s(self, key, values):
        self._entry(key, ARRAY, struct.pack(f"<IQ{len(values)}i", I32, len(values), *values))

    def tensor(self, name, columns, rows, kind, raw):
        """`rows` 0 makes a vector."""
        self._tensors.append((name, [columns] + ([rows] if rows else []), TYPES[kind], raw))

    def write(self, path):
        head = b"GGUF" + struct.pack("<IQQ", 3, len(self._tensors), len(self._entries)) + b"".join(self._entries)
        offset = 0
        for name, shape, kind, raw in self._tensors:
            head += _string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset)
            offset += len(raw) + -len(raw) % ALIGNMENT
        with open(path, "wb") as file:
            file.write(head + b"\0" * (-len(head) % ALIGNMENT))
            for _, _, _, raw in self._tensors:
                file.write(raw + b"\0" * (-len(raw) % ALIGNMENT))


def encode(values, kind):
    """The bytes of an array of floats."""
    if kind == "f32":
        return values.tobytes()
    if kind == "f16":
        return struct.pack(f"<{len(values)}e", *values)
    return _q8_0(values)


def _q8_0(values):
    """Blocks of 32: a half-precision scale and 32 signed bytes."""
    out = bytearray()
    for at in range(0, len(values), BLOCK):
        block = values[at:at + BLOCK]
        most = max(max(block), -min(block))
        scale = struct.unpack("<e", struct.pack("<e", most / 127.0))[0]
        inverse = 1.0 / scale if scale else 0.0
        out += struct.pack("<e", scale)
        out += array.array("b", [max(-127, min(127, round(v * inverse))) for v in block]).tobytes()
    return bytes(out)
