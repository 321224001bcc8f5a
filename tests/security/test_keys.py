"""Changing the keys of links: the newest one signs, every one that is kept opens, a dropped one opens nothing."""

from dataclasses import replace

from flask import Flask

from annotate.app import create_app
from annotate.database import Database
from annotate.settings import Settings
from tests.cast import Cast
from tests.sharing import address, share, unlock

OLD, NEW = "an old key, which is long enough to be one", "a new key, which is long enough to be one"


def restarted(settings: Settings, database: Database, *keys: str) -> Flask:
    """Start the instance again with these keys, oldest first."""
    app = create_app(replace(settings, share_keys=keys), database)
    app.config.update(WTF_CSRF_ENABLED=False)
    return app


def test_a_key_is_added_and_later_dropped(database: Database, settings: Settings, cast: Cast) -> None:
    shared = share(database, cast.viewer("alice"))
    before = restarted(settings, database, OLD)
    first = address(before, shared.id)
    visitor = unlock(before.test_client(), before, shared)
    guest = visitor.get_cookie("unlock", path=f"/shared/{shared.id}")
    assert guest is not None

    both = restarted(settings, database, OLD, NEW)
    second = address(both, shared.id)
    assert both.test_client().get(first).status_code == 200, "an address from before opens"
    assert both.test_client().post(first, data={"passcode": shared.passcode}).status_code == 303
    client = both.test_client()
    client.set_cookie("unlock", guest.value, path=f"/shared/{shared.id}")
    assert client.get(f"/shared/{shared.id}").status_code == 200, "who has it open keeps it open"
    assert restarted(settings, database, OLD).test_client().get(second).status_code == 404, "the new key signs"

    after = restarted(settings, database, NEW)
    assert after.test_client().get(second).status_code == 200
    assert after.test_client().get(first).status_code == 404
    client = after.test_client()
    client.set_cookie("unlock", guest.value, path=f"/shared/{shared.id}")
    assert client.get(f"/shared/{shared.id}").status_code == 404
