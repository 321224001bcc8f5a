"""A registry with records of its own, as the real one answers: versions of its data, lists of changes in pages, records by ids."""

import json
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.registry import Play, StubRegistry, answers


class PlayedRegistry:
    """Answers from its records; what ``instead`` holds is played for the next requests with that word in their address."""

    def __init__(self, stub: StubRegistry) -> None:
        self.stub = stub
        self.timestamp = "2026-03-25T09:00:05"
        self.records: dict[str, dict[str, Any]] = {}
        self.instead: list[tuple[str, Play]] = []
        self.largest_page = 1000
        self.epoch = 1
        """Tokens of earlier epochs are dead."""
        stub.plays(self.answer)

    def put(self, *records: dict[str, Any]) -> None:
        for record in records:
            self.records[record["protocolSection"]["identificationModule"]["nctId"]] = record

    def asked(self, word: str) -> list[str]:
        """Give the addresses of the requests with this word, without their escapes."""
        return [each for each in map(unquote, self.stub.asked) if word in each]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        for place, (word, play) in enumerate(self.instead):
            if word in handler.path:
                del self.instead[place]
                play(handler)
                return
        self._play(handler)(handler)

    def _play(self, handler: BaseHTTPRequestHandler) -> Play:
        path, query = urlsplit(handler.path).path, parse_qs(urlsplit(handler.path).query)
        if path.endswith("/version"):
            etag = f'"{self.timestamp}"'
            if handler.headers.get("If-None-Match") == etag:
                return answers(b"", 304)
            return as_json({"apiVersion": "2.0.5", "dataTimestamp": self.timestamp}, etag)
        if "filter.ids" in query:
            wanted = query["filter.ids"][0].split(",")
            return self._page([self.records[each] for each in wanted if each in self.records], query)
        since = query["filter.advanced"][0].partition("RANGE[")[2][:10]
        return self._page([_listed(each) for each in self.records.values() if _day(each) >= since], query)

    def _page(self, studies: list[dict[str, Any]], query: dict[str, list[str]]) -> Play:
        size = min(int(query["pageSize"][0]), self.largest_page)
        epoch, _, start = query.get("pageToken", [f"{self.epoch}-0"])[0].partition("-")
        if int(epoch) != self.epoch:
            return answers(b"`pageToken` is not valid", 400, "text/plain")
        page: dict[str, Any] = {"studies": studies[int(start) : int(start) + size]}
        if int(start) + size < len(studies):
            page["nextPageToken"] = f"{self.epoch}-{int(start) + size}"
        return as_json(page)


def as_json(data: object, etag: str = "") -> Play:
    """Answer with JSON."""
    body = json.dumps(data).encode()
    return answers(body, ETag=etag) if etag else answers(body)


def _day(record: dict[str, Any]) -> str:
    day: str = record["protocolSection"]["statusModule"]["lastUpdatePostDateStruct"]["date"]
    return day


def _listed(record: dict[str, Any]) -> dict[str, Any]:
    protocol = record["protocolSection"]
    return {
        "protocolSection": {
            "identificationModule": {"nctId": protocol["identificationModule"]["nctId"]},
            "statusModule": {"lastUpdatePostDateStruct": {"date": _day(record)}},
        }
    }
