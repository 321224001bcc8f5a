"""What python-hypothesis does with an instance: run by its own Python, with the site, a token, a page and how many notes there are."""

import importlib
import json
import sys

site, token, page, there = sys.argv[1:]
h_annot = importlib.import_module("h_annot")

with h_annot.server(f"{site}/hypothesis"), h_annot.auth(token):
    assert "links" in json.loads(h_annot.api.root())
    assert json.loads(h_annot.api.profile(token))["userid"].startswith("acct:")

    made = h_annot.Annotation.create(None, "A title", ["dose", "elderly"], "Which dose?", page)
    assert (made.text, list(made.tags)) == ("Which dose?", ["dose", "elderly"])
    assert made.permissions["read"] == [made.user]
    made.text = "Which dose, and how often?"
    made.tags.add("often")
    made.tags.remove("elderly")
    read = h_annot.Annotation.load(made.id)
    assert (read.text, list(read.tags)) == ("Which dose, and how often?", ["dose", "often"])
    assert read.updated == made.updated > made.created

    found = h_annot.search(uri=page, tags=["dose", "often"], text="how often")
    assert [each.id for each in found] == [made.id]
    for order in ("asc", "desc"):
        ids = [each.id for each in h_annot.search(order=order)]
        assert len(ids) == len(set(ids)) == len(h_annot.search(order=order)) == int(there) + 1

    h_annot.api.delete(token, made.id)
    try:
        h_annot.Annotation.load(made.id)
    except KeyError:
        pass
    else:
        raise AssertionError("it is still there")
