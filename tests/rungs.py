"""The last rung of every view's test file, which is the same for all: no other method is answered at its addresses."""

from collections.abc import Iterable, Mapping

from flask.testing import FlaskClient

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})


def refuse_other_methods(client: FlaskClient, views: Iterable[str], headers: Mapping[str, str] | None = None) -> None:
    """Ask at the addresses of these views (``"POST notes.edit"``) with every method that nobody answers there: 405."""
    rules = client.application.url_map
    for endpoint in {view.partition(" ")[2] for view in views}:
        for rule in rules.iter_rules(endpoint):
            built = rule.build(dict.fromkeys(rule.arguments, 1))
            assert built
            answered = set(rules.bind("localhost").allowed_methods(built[1]))
            for method in METHODS - answered:
                answer = client.open(built[1], method=method, headers=headers)
                assert answer.status_code == 405, (method, built[1])
                assert set(answer.headers["Allow"].split(", ")) == answered, built[1]
