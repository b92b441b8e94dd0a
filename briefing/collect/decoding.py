"""What bytes are before they are read: content codings (RFC 9110, 8.4.1), unpacked no further than
a cap, and XML that refers to no character."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from io import BytesIO

from briefing.collect.refusal import NoAnswerError

_GZIP = (b"\x1f\x8b", 31)
_PIECE = 256 * 1024
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,9})|([0-9]{1,9}));")


def unpacked(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """A body without its coding. Raises `NoAnswerError` beyond `most` bytes, or where damaged.

    gzip and deflate are what is asked for; an answer in more than one coding is a bomb
    or a mistake.
    """
    codings = [
        c for c in (c.strip().lower() for c in coding.split(",")) if c not in ("", "identity")
    ]
    if not codings:
        return _joined(chunks, most)
    if len(codings) > 1 or codings[0].removeprefix("x-") not in ("gzip", "deflate"):
        raise NoAnswerError(f'packed as "{coding[:60]}", which was not asked for')
    return inflated(chunks, most)


def inflated(chunks: Iterable[bytes], most: int) -> bytes:
    """gzip of one or several members, zlib, or bare deflate, which browsers accept too."""
    found = BytesIO()  # its value is handed over without a copy
    engine = None
    rest = b""
    try:
        for chunk in chunks:
            rest += chunk
            if engine is None and len(rest) < 2:
                continue
            while rest:
                engine = engine or zlib.decompressobj(_window(rest))
                found.write(engine.decompress(rest, _PIECE))
                if found.tell() > most:
                    raise NoAnswerError(f"unpacks to more than {most // 2**20} MB")
                rest = engine.unused_data if engine.eof else engine.unconsumed_tail
                engine = None if engine.eof else engine
                if engine is None and not rest.startswith(_GZIP[0]):
                    rest = b""  # padding, or rubbish behind the end
    except zlib.error as error:
        raise NoAnswerError(f"damaged on the way: {error}"[:120], passing=True) from error
    if engine is not None:
        found.write(engine.flush())
        if not engine.eof:
            raise NoAnswerError("it breaks off before its end", passing=True)
    return found.getvalue()


def _window(head: bytes) -> int:
    """What zlib has to know beforehand: whether it is gzip, zlib or bare."""
    if head.startswith(_GZIP[0]):
        return _GZIP[1]
    first = int.from_bytes(head[:2], "big")
    return zlib.MAX_WBITS if first % 31 == 0 and head[0] & 15 == 8 else -zlib.MAX_WBITS


def _joined(chunks: Iterable[bytes], most: int) -> bytes:
    found = BytesIO()
    for chunk in chunks:
        found.write(chunk)
        if found.tell() > most:
            raise NoAnswerError(f"more than {most // 2**20} MB")
    return found.getvalue()


def with_sound_references(markup: bytes) -> bytes:
    """XML without references to what no character has the number of, such as half a pair.

    A parser that forgives them hands out text that is none: libxml2 bytes that are no UTF-8.
    """
    return _REFERENCE.sub(_sound, markup)


def _sound(reference: re.Match[bytes]) -> bytes:
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    sound = number < 0xD800 or 0xDFFF < number <= 0x10FFFF
    return reference.group() if sound else b""
