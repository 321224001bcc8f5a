"""GUIDs of what goes out: the same each time, so that another program recognises what it has already."""

import base64
import binascii
import re
from uuid import NAMESPACE_OID, UUID, uuid5

_BYTES = 16
_GUID = re.compile(r"\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?", re.IGNORECASE)


def guid_of_id(own_id: str) -> str:
    """Return an id of 128 random bits as a GUID, from which ``id_of_guid`` gives it back; another text is hashed."""
    try:
        content = base64.urlsafe_b64decode(f"{own_id}==")
    except (binascii.Error, ValueError):
        return derived_guid("id", own_id)
    whole = UUID(bytes=content) if len(content) == _BYTES else None
    return str(whole) if whole and id_of_guid(str(whole)) == own_id else derived_guid("id", own_id)


def id_of_guid(guid: str) -> str:
    """Return the id that a GUID is of, if it is of one of ours."""
    return base64.urlsafe_b64encode(UUID(guid).bytes).decode().rstrip("=")


def derived_guid(kind: str, *parts: str) -> str:
    """Return the GUID of what has no id of its own, by its kind and what names it."""
    spelled = "".join(f"{len(part)}:{part}" for part in (kind, *parts))
    return str(uuid5(NAMESPACE_OID, f"annotate {spelled}"))


def read_guid(text: str) -> str:
    """Return a GUID in small letters and without braces; empty for what is none."""
    found = _GUID.fullmatch(text.strip())
    return found[1].lower() if found else ""
