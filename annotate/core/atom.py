"""Atom feeds (RFC 4287), as bytes of XML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

TYPE = "application/atom+xml"
"""Media type of a feed."""

_NAMESPACE = "http://www.w3.org/2005/Atom"
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NOT_IN_TAG = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Something that a feed tells of."""

    id: str
    """A ``tag:`` URI, the same for as long as the thing is."""
    title: str
    href: str
    """Whole address of its page."""
    summary: str
    updated: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed, with its latest entries."""

    id: str
    title: str
    href: str
    """Whole address of the page that shows the same."""
    own_href: str
    """Whole address of the feed itself."""
    author: str
    begun: datetime
    """When it was updated if it has no entry."""
    entries: Sequence[FeedEntry]

    @property
    def updated(self) -> datetime:
        """When its latest entry was."""
        return max((entry.updated for entry in self.entries), default=self.begun)


def tag_uri(host: str, since: datetime, name: str) -> str:
    """Return a ``tag:`` URI (RFC 4151) of something that a host has had since an instant: an id, and no address."""
    return f"tag:{_NOT_IN_TAG.sub('', host) or 'localhost'},{since:%Y-%m-%d}:{name}"


def write_feed(feed: Feed) -> bytes:
    """Return the feed as UTF-8; what XML cannot hold is left out of texts."""
    root = ET.Element("feed", {"xmlns": _NAMESPACE})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(feed.updated))
    _link(root, "self", feed.own_href, TYPE)
    _link(root, "alternate", feed.href, "text/html")
    _add(ET.SubElement(root, "author"), "name", feed.author)
    for entry in feed.entries:
        item = ET.SubElement(root, "entry")
        _add(item, "id", entry.id)
        _add(item, "title", entry.title)
        _add(item, "updated", _instant(entry.updated))
        _link(item, "alternate", entry.href, "text/html")
        _add(item, "summary", entry.summary)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _NOT_IN_XML.sub("", text)


def _link(parent: ET.Element, relation: str, href: str, kind: str) -> None:
    ET.SubElement(parent, "link", {"rel": relation, "type": kind, "href": _NOT_IN_XML.sub("", href)})


def _instant(at: datetime) -> str:
    """Write an instant in UTC (RFC 3339), to the second."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
