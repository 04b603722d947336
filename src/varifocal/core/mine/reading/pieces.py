"""A file as pieces of bytes, unpacked on the way; and the room in which the scanner works."""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from varifocal.core.mine.log import Numbers
from varifocal.core.mine.reading import scanning
from varifocal.core.mine.reading.scanning import Texts
from varifocal.core.values import Invalid

PIECE = 4 << 20
"""Bytes read, and at most unpacked, at once."""

MOST_OF_ONE = 16 << 20
"""Bytes of one tag or one row; beyond it somebody is trying us."""


def pieces(path: Path) -> Iterator[bytes]:
    """The file's bytes, unpacked where it is gzip, as UTF-8 where it begins with the mark of UTF-16.

    Raises Invalid for a gzip file that ends too early or is damaged.
    """
    packed = path.open("rb").read(2) == b"\x1f\x8b"
    stream = _ahead(_unpacked(path)) if packed else _plain(path)
    first = next(stream, b"")
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if first.startswith(mark):
            first = first[len(mark) :]
            if name != "utf-8":
                yield from _recoded(first, stream, name)
                return
    yield first
    yield from stream


def _plain(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _ahead(stream: Iterator[bytes]) -> Iterator[bytes]:
    """The same pieces, the next one unpacked while this one is read: neither needs the interpreter."""
    with ThreadPoolExecutor(1) as hand:
        coming = hand.submit(next, stream, b"")
        while piece := coming.result():
            coming = hand.submit(next, stream, b"")
            yield piece


def _unpacked(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        unpack = zlib.decompressobj(31)
        rest = b""
        while rest or (rest := file.read(PIECE // 4)):
            try:
                piece = unpack.decompress(rest, PIECE)
            except zlib.error as fault:
                raise Invalid(f"The gzip file is damaged ({fault}); nothing was taken in.") from fault
            rest = unpack.unconsumed_tail
            if unpack.eof:
                rest = unpack.unused_data or file.read(PIECE // 4)
                unpack = zlib.decompressobj(31)
                if not rest.strip(b"\0"):
                    if piece:
                        yield piece
                    return
            if piece:
                yield piece
        raise Invalid("The gzip file ends in the middle; nothing was taken in.")


def _recoded(first: bytes, stream: Iterator[bytes], name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        yield decoder.decode(first).encode()
        for piece in stream:
            yield decoder.decode(piece).encode()
        decoder.decode(b"", final=True)
    except UnicodeError as fault:
        raise Invalid(
            f"The file is not {name.upper()}, as its first bytes say; nothing was taken in."
        ) from fault


def room(columns: int) -> Texts:
    """Empty arrays for texts."""
    return Texts(
        table=np.zeros(1 << 16, np.int32),
        hashes=np.zeros(1 << 15, np.int64),
        start=np.zeros(1 << 15, np.int64),
        length=np.zeros(1 << 15, np.int32),
        column=np.zeros(1 << 15, np.int32),
        code=np.zeros(1 << 15, np.int32),
        row=np.zeros(1 << 15, np.int64),
        pool=np.zeros(1 << 20, np.uint8),
        codes=np.zeros(columns, np.int32),
    )


def more_room(texts: Texts, count: Numbers, bytes_: int, entries: int) -> Texts:
    """The same texts with room for so many more bytes and entries."""
    have = int(count[scanning.ENTRIES])
    pool = texts.pool
    if int(count[scanning.POOLED]) + 2 * bytes_ + 64 > len(pool):
        pool = np.resize(pool, 2 * len(pool) + 2 * bytes_ + 64)
    size = len(texts.hashes)
    while have + entries > size:
        size *= 2
    length = len(texts.table)
    while 2 * (have + entries) > length:
        length *= 2
    table = texts.table
    grown = texts
    if size > len(texts.hashes):
        names = ("hashes", "start", "length", "column", "code", "row")
        grown = texts._replace(**{name: _longer(getattr(texts, name), size) for name in names})
    if length > len(table):
        table = np.zeros(length, np.int32)
        scanning.rehash(table, grown.hashes, have)
    return grown._replace(table=table, pool=pool)


def _longer(numbers: Numbers, size: int) -> Numbers:
    longer = np.zeros(size, numbers.dtype)
    longer[: len(numbers)] = numbers
    return longer


def raw_texts(texts: Texts, count: Numbers) -> dict[int, list[tuple[bytes, int]]]:
    """Per column its texts in the order of their codes, and where each was first met."""
    met = int(count[scanning.ENTRIES])
    pool = texts.pool.tobytes() if met else b""
    found: dict[int, list[tuple[bytes, int]]] = {}
    for column, start, length, row in zip(
        texts.column[:met].tolist(),
        texts.start[:met].tolist(),
        texts.length[:met].tolist(),
        texts.row[:met].tolist(),
        strict=True,
    ):
        found.setdefault(column, []).append((pool[start : start + length], row))
    return found
