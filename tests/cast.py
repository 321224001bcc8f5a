"""The cast: Alice writes notes, Bob is her colleague, Charlie is an outsider."""

from flask import Flask
from flask.testing import FlaskClient

from annotate.accounts import actions
from annotate.core.viewer import Viewer
from annotate.database import Database

PASSWORD = "reading records at noon"


class Cast:
    """People with accounts, each made when first asked for."""

    def __init__(self, app: Flask, database: Database) -> None:
        """Keep where they live."""
        self._app = app
        self._database = database
        self._clients: dict[str, FlaskClient] = {}
        self._viewers: dict[str, Viewer] = {}

    def viewer(self, name: str) -> Viewer:
        """Give the viewer behind a name such as ``alice``, with an account and a sign-in."""
        if name not in self._viewers:
            new = actions.prepare_account(email=f"{name}@example.org", name=name.title(), password=PASSWORD)
            with self._database.transaction() as session:
                account = actions.sign_up(session, new)
                self._viewers[name] = actions.begin_sign_in(
                    session, account, user_agent="tests", address="127.0.0.1", stay=True
                )
        return self._viewers[name]

    def client(self, name: str) -> FlaskClient:
        """Give the browser of a signed-in person."""
        if name not in self._clients:
            viewer = self.viewer(name)
            client = self._app.test_client()
            with client.session_transaction() as session:
                session["_user_id"] = viewer.sign_in_id
                session["_fresh"] = True
            self._clients[name] = client
        return self._clients[name]
