"""The texts of letters, from the templates under ``templates/mail/``: plain text, in which nothing is escaped."""

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from annotate.resources import TEMPLATES


def written_letter(template: str, **values: object) -> str:
    """Write a letter's text; raises UndefinedError when its template asks for a value that is not given."""
    return _templates().get_template(template).render(**values)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES / "mail"),
        autoescape=False,  # noqa: S701 - plain text: no reader's program takes it for HTML
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
