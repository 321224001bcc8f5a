"""What all that goes out has in common."""

from pydantic import BaseModel, ConfigDict


class Outgoing(BaseModel):
    """What everything that goes out has in common."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


def words_tag(kind: str, row_id: str, revision: int) -> str:
    """Name one text of a note (``n``) or reply (``r``; ``w`` while it is withdrawn), as an entity tag (RFC 9110, section 8.8.3)."""
    return f'"{kind}-{row_id}-{revision}"'
