"""Public bodies in the codings that a browser reads: whole, by Brotli (RFC 7932), which is a sixth shorter, and by gzip (RFC 1952).

Only for what holds no secret: next to words of somebody else's choice its compressed length would tell of it (the attack BREACH).
"""

import gzip
from dataclasses import dataclass
from functools import cached_property

import brotli
from flask import request
from werkzeug.wrappers import Response

FOR_EVER = 11
"""Effort for what is sent as long as the process lives: a megabyte takes a second."""

FOR_NOW = 5
"""Effort for what is made anew now and then, in a few milliseconds; still shorter than by gzip."""


@dataclass(frozen=True)
class PackedBody:
    """A body as it is sent; each coding is made when it is asked for first."""

    whole: bytes
    effort: int

    @cached_property
    def brotli(self) -> bytes:
        """It by Brotli."""
        packed: bytes = brotli.compress(self.whole, quality=self.effort)
        return packed

    @cached_property
    def gzip(self) -> bytes:
        """It by gzip."""
        return gzip.compress(self.whole, compresslevel=6, mtime=0)

    @property
    def size(self) -> int:
        """Bytes of it, whole and in each coding."""
        return len(self.whole) + len(self.brotli) + len(self.gzip)


def packed_response(body: PackedBody, mimetype: str, etag: str) -> Response:
    """Answer in the shortest coding that the request names; each has an entity tag of its own (RFC 9110, 8.8.3)."""
    reads = request.accept_encodings.quality
    coding = "br" if reads("br") > 0 else "gzip" if reads("gzip") > 0 else ""
    sent = {"br": lambda: body.brotli, "gzip": lambda: body.gzip, "": lambda: body.whole}[coding]()
    response = Response(sent, mimetype=mimetype)
    if coding:
        response.content_encoding = coding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{etag}-{coding}" if coding else etag)
    return response
