"""All that somebody's browser and program are shown, in a form that can be compared byte by byte."""

import re
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

import time_machine
from werkzeug.test import TestResponse

from annotate.web.limits import limiter
from tests.security.world import World, routes

CHANCE = re.compile(
    r'(csrf[-_]token" (?:content|value)="|name="client_key"(?: type="hidden")? value="|"instance": ?"urn:request:)[^"]+'
)
"""What differs between any two renderings of the same page."""

UNTOLD = {"X-Request-Id", "Set-Cookie", "Date"}
"""Headers that differ between any two answers."""

MORE = ("{}?version=1", "{}?q=answer")
"""Other ways to ask for the same page."""

_ARCHIVE = b"PK\x03\x04"

Told = tuple[int, str, list[tuple[str, str]]]


def seen(world: World, who: str, at: datetime) -> dict[str, Told]:
    """Give all that somebody's browser and program are told everywhere: statuses, bodies with their lengths, headers."""
    pages, client = {}, world.clients[who]
    shown = {"Authorization": f"Bearer {world.tokens[who]}"} if who in world.tokens else {}
    with time_machine.travel(at, tick=False):
        client.get("/api/labels", headers=shown)  # the list of one's tokens tells the hour in which each was last used
        for rule, method in routes(world.app):
            if method == "GET" and not rule.endpoint.startswith(("assets.", "health.")):
                path = world.path(rule.endpoint, "GET")
                for form in ("{}", *MORE) if rule.endpoint.startswith(("reading.", "replies.", "shares.")) else ("{}",):
                    limiter.reset()
                    pages[form.format(path)] = told(client.get(form.format(path), headers=shown))
    return pages


def told(page: TestResponse) -> Told:
    """Give what an answer tells, without what differs between any two."""
    headers = [(name, value) for name, value in page.headers if name not in UNTOLD]
    return page.status_code, CHANCE.sub(r"\1", _words(page)), headers


def _words(page: TestResponse) -> str:
    """Give the text of a page, or of every file in an archive, which a Word document is as well."""
    content = page.get_data()
    if not content.startswith(_ARCHIVE):
        return content.decode()
    with ZipFile(BytesIO(content)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "backslashreplace") for name in archive.namelist())
