"""Needs Python alone. ANNOTATE_SITE is the site's address, ANNOTATE_TOKEN an access token."""

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from urllib.request import Request, urlopen

SITE, TOKEN = os.environ["ANNOTATE_SITE"], os.environ["ANNOTATE_TOKEN"]
trial = sys.argv[1] if len(sys.argv) > 1 else "NCT04561557"
quote = sys.argv[2] if len(sys.argv) > 2 else "CT103A"


def api(method, path, body=None, **asked):
    """Ask the site; give the answer's bytes."""
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    sent = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{SITE}/api{path}?{urlencode(asked)}", sent, headers, method=method)) as answer:
        return answer.read()


def api_json(*args, **asked):
    return json.loads(api(*args, **asked))


# A note on a quote (write). Offsets count code points of the version's text; so does Python.
number = api_json("GET", f"/trials/{trial}")["current_version"]
text = api_json("GET", f"/trials/{trial}/versions/{number}")["text"]
start = text.index(quote)
note = api_json(
    "POST",
    f"/trials/{trial}/notes",
    {
        "client_key": "python example",  # sent again, it makes no second note
        "version": number,
        "passage": {"start": start, "end": start + len(quote), "exact": quote},
        "body": "Which dose?",
        "tags": ["example"],
    },
)
print("note", note["id"])

# All notes, page by page (read).
after = ""
while after is not None:
    page = api_json("GET", "/notes", limit=100, after=after)
    for each in page["notes"]:
        print(each["trial"], each["passage"]["exact"] if each["passage"] else "whole trial", each["body"], sep="\t")
    after = page["next"]

# A link over the note for a week (share). The passcode is in this answer alone: send it by another way than the address.
until = (datetime.now(UTC) + timedelta(days=7)).isoformat()
made = api_json(
    "POST", "/links", {"client_key": "python example", "name": "Bob", "notes": [note["id"]], "expires_at": until}
)
print("link", made["link"]["address"])

# The replies under the note (read).
for thread in api_json("GET", "/threads", note=note["id"])["threads"]:
    for reply in thread["replies"]:
        print(f"{reply['who']}: {reply['body']}")

# All notes as a file (read).
with open("notes.csv", "wb") as file:
    file.write(api("GET", "/notes/export", format="csv"))
print("notes.csv")
