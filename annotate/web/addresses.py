"""Addresses of pages that leave the site, as in mails: never on the host that a request asked for, which anybody chooses."""

from flask import Flask, current_app

_EXTENSION = "annotate.public_address"
_NOWHERE = "http://localhost"


def attach(app: Flask, base: str, served_at: str) -> None:
    """Lead back to ``base`` (a setting), else to where the server listens."""
    app.extensions[_EXTENSION] = (base or served_at or _NOWHERE).rstrip("/")


def leading_here(path: str) -> str:
    """Give the whole address of a page, to be read outside the site."""
    base: str = current_app.extensions[_EXTENSION]
    return base + path
