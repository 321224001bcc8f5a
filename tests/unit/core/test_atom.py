"""Atom feeds: what RFC 4287 asks for, whatever the texts hold."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from annotate.core.atom import Feed, FeedEntry, tag_uri, write_feed
from tests.following import read_feed

AT = datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def feed(*titles: str) -> Feed:
    entries = [
        FeedEntry(f"tag:x,2026-01-01:{number}", title, f"https://x/{number}", title, AT + timedelta(days=number))
        for number, title in enumerate(titles)
    ]
    return Feed("tag:x,2026-01-01:feed", "A feed", "https://x/", "https://x/feeds/secret", "annotate", AT, entries)


def test_it_holds_what_a_reader_needs() -> None:
    root = read_feed(write_feed(feed("One & <two>", "Three")))
    assert root.tag == f"{ATOM}feed"
    assert [root.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated")] == [
        "tag:x,2026-01-01:feed",
        "A feed",
        "2026-02-04T04:05:06Z",
    ]
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "annotate"
    links = {link.get("rel"): (link.get("type"), link.get("href")) for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": ("application/atom+xml", "https://x/feeds/secret"),
        "alternate": ("text/html", "https://x/"),
    }
    first, second = root.findall(f"{ATOM}entry")
    assert first.findtext(f"{ATOM}title") == "One & <two>"
    assert second.findtext(f"{ATOM}id") == "tag:x,2026-01-01:1"


def test_without_entries_it_says_when_it_began() -> None:
    assert read_feed(write_feed(feed())).findtext(f"{ATOM}updated") == "2026-02-03T04:05:06Z"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_whatever_a_title_holds_it_is_xml(title: str) -> None:
    (entry,) = read_feed(write_feed(feed(title))).findall(f"{ATOM}entry")
    assert len(entry.findtext(f"{ATOM}title") or "") <= len(title)


@given(st.text())
def test_an_id_is_a_tag_uri(host: str) -> None:
    authority, date_and_name = tag_uri(host, AT, "trials/NCT00000001").removeprefix("tag:").split(",")
    assert authority
    assert authority.isascii()
    assert date_and_name == "2026-02-03:trials/NCT00000001"
