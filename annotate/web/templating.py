"""Template filters: Markdown without HTML, instants in the reader's own time, numbers, checksums and excerpts."""

from datetime import UTC, datetime

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup

from annotate import clock
from annotate.core.instants import write_day
from annotate.core.numbers import and_more, many, written
from annotate.core.text import checksum, isolated, one_line
from annotate.web import markdown


def attach(app: Flask) -> None:
    """Register the filters; a template that uses an undefined name fails."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_filter(markdown.render, "markdown")
    app.add_template_filter(instant, "instant")
    app.add_template_filter(seconds_left, "seconds_left")
    app.add_template_filter(checksum, "checksum")
    app.add_template_filter(one_line, "one_line")
    app.add_template_filter(isolated, "isolated")
    app.add_template_filter(written, "written")
    app.add_template_filter(many, "many")
    app.add_template_filter(and_more, "and_more")


def instant(when: datetime) -> Markup:
    """Show an instant: readable UTC in plain HTML, the reader's own time where scripts run."""
    when = when.astimezone(UTC)
    iso = when.isoformat(timespec="seconds").replace("+00:00", "Z")
    words = f"{write_day(when)}, {when:%H:%M} UTC"
    return Markup(f'<local-time><time datetime="{iso}">{words}</time></local-time>')  # noqa: S704 - digits and a month's name


def seconds_left(until: datetime) -> int:
    """Count the seconds until an instant by the server's clock: a reader's own may be wrong."""
    return int((until - clock.now()).total_seconds())
