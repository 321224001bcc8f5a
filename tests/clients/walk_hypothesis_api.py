"""What hypothesis-api does with an instance: run by its own Python, with the site, a token, a page and how many notes there are."""

import importlib
import sys

site, token, page, there = sys.argv[1:]
client = importlib.import_module("hypothesis")
api = client.Hypothesis(username="anybody", token=token)
api.api_url = f"{site}/hypothesis/api"
api.query_url = f"{site}/hypothesis/api/search?{{query}}"

made = api.post_annotation(
    {"uri": page, "text": "Which dose?", "tags": ["dose"], "group": api.group, "permissions": api.permissions}
)
assert made.status_code == 200, made.text
note = made.json()
assert note["permissions"]["read"] == [note["user"]], "it asked for everybody"
changed = api.update_annotation(note["id"], {"text": "How often?"})
assert changed.status_code == 200, changed.text
assert api.get_annotation(note["id"]) == changed.json() | {"tags": ["dose"]}

(row,) = api.search_all({"uri": page, "tag": "dose"})
read = client.HypothesisAnnotation(row)
assert (read.id, read.text, read.tags, read.type) == (note["id"], "How often?", ["dose"], "pagenote")
assert read.is_world_private
assert not read.is_public
for sort in ("updated", "created", "id"):
    for order in ("asc", "desc"):
        asked = {"limit": 50, "sort": sort, "order": order}
        ids = [each["id"] for each in api.search_all(asked, rps=1_000)]
        assert len(ids) == len(set(ids)) == int(there) + 1

gone = api.delete_annotation(note["id"])
assert (gone.status_code, gone.json()) == (200, {"id": note["id"], "deleted": True})
