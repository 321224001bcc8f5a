"""What hypothepy does with an instance: run by its own Python, with the site, a token, a page and how many notes there are."""

import importlib
import sys

site, token, page, there = sys.argv[1:]
api = importlib.import_module("hypothepy.v1.api").HypoApi(token, "anybody", base_url=f"{site}/hypothesis/api")

assert "links" in api.general().json()
me = api.profile().json()["userid"]
assert [group["id"] for group in api.groups.get_list().json()] == ["__world__"]
assert [member["userid"] for member in api.groups.members("__world__").json()] == [me]

made = api.annotations.create(
    page, text="Which dose?", tags=["dose"], group="__world__", permissions=api.helpers.permissions.READ_ALL
)
assert made.status_code == 200, made.text
note = made.json()
assert note["permissions"]["read"] == [me], "it asked for everybody"
changed = api.annotations.update(note["id"], text="Which dose, and how often?")
assert changed.status_code == 200, changed.text
assert api.annotations.fetch(note["id"]).json() == changed.json() | {"tags": ["dose"]}

found = api.annotations.search(uri=page, user=me, tag="dose", any="often").json()
assert [row["id"] for row in found["rows"]] == [note["id"]]
ids: list[str] = []
after = ""
while rows := api.annotations.search(limit=50, order="asc", search_after=after).json()["rows"]:
    ids += [row["id"] for row in rows]
    after = rows[-1]["updated"]
assert len(ids) == len(set(ids)) == int(there) + 1

gone = api.annotations.delete(note["id"])
assert (gone.status_code, gone.json()) == (200, {"id": note["id"], "deleted": True})
assert api.annotations.fetch(note["id"]).status_code == 404
assert api.annotations.flag(note["id"]).status_code == 404
