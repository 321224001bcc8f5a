"""Rendered HTML as a browser takes it."""

import re
from html.parser import HTMLParser


class Shown(HTMLParser):
    """What a browser makes of HTML: words and tags."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


class Seen(HTMLParser):
    """The lines that a browser shows of formatted words: of blanks, but where they are marked to stay, one at most."""

    _OWN_LINES = frozenset({"p", "li", "tr", "pre", "blockquote"})
    _MARKED = frozenset({"pre", "code"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self._lines, self._stays = [""], [False]
        self.feed(str(html))
        self.close()

    @property
    def lines(self) -> list[str]:
        """Lines that hold something, without the blanks at their ends, which nobody sees."""
        return [line.rstrip() for line in self._lines if line.strip()]

    def handle_data(self, data: str) -> None:
        if self._stays[-1]:
            first, *others = data.split("\n")
            self._lines[-1] += first
            self._lines += others
        else:
            words = re.sub(r"[ \t\n]+", " ", data)
            self._lines[-1] += words.lstrip(" ") if self._lines[-1][-1:] in {"", " "} else words

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br" or tag in self._OWN_LINES:
            self._lines.append("")
        if tag != "br":
            kept = tag in self._MARKED or ("class", "blanks") in attrs or ("class", "as-typed") in attrs
            self._stays.append(self._stays[-1] or kept)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self._stays.pop()
        if tag in self._OWN_LINES:
            self._lines.append("")


class _Blocks(HTMLParser):
    """Reads the blocks' texts back out of a page, and fails where one holds an element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[int, str]] = []
        self._start, self._text = -1, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert self._start < 0, f"a <{tag}> inside a block's text"
        start = dict(attrs).get("data-start")
        if start is not None:
            self._start, self._text = int(start), ""

    def handle_endtag(self, tag: str) -> None:
        if self._start >= 0:
            self.blocks.append((self._start, self._text))
            self._start = -1

    def handle_data(self, data: str) -> None:
        self._text += data


def blocks_of(page: str) -> list[tuple[int, str]]:
    """Every block of the record on a page: where it starts, and its text."""
    reader = _Blocks()
    reader.feed(page)
    return reader.blocks
