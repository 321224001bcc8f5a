"""Notes, people and addresses in the JSON that clients of Hypothesis expect: every field that they read is there."""

from collections.abc import Mapping
from datetime import UTC, datetime

from annotate.core.viewer import Viewer
from annotate.hypothesis.naming import WORLD, HypothesisSite
from annotate.interchange.presenters import exported_note
from annotate.interchange.writers.web_annotation import LdJson, annotation, quote_selector
from annotate.notes.models import Note

Json = dict[str, object]

GROUP_NAME = "Only you"
"""What clients call the one group: what is in it is private."""


def written(at: datetime) -> str:
    """Write an instant as clients parse it: always with six decimals and ``+00:00``."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def note_json(note: Note, viewer: Viewer, site: HypothesisSite) -> Json:
    """Show a note of the viewer's as an annotation of the version that it was made on."""
    exported, userid = exported_note(note, None, site.addresses), site.userid(viewer)
    target: Json = {"source": exported.version.address}
    if exported.start is not None:
        # Clients count positions in what their browser shows of a page. Ours are of the record's text, so none is given.
        target["selector"] = [quote_selector(exported)]
    return {
        "id": note.id,
        "created": written(note.created_at),
        "updated": written(note.updated_at),
        "user": userid,
        "user_info": {"display_name": viewer.name},
        "uri": exported.version.address,
        "text": note.body,
        "tags": list(note.tags),
        "group": WORLD,
        "permissions": {name: [userid] for name in ("read", "admin", "update", "delete")},
        "target": [target],
        "document": {"title": [exported.version.title]},
        "links": {
            "html": site.addresses.note(note.id),
            "incontext": site.in_context(note.trial.registry_id, note.id),
            "json": site.annotation(note.id),
        },
        "flagged": False,
        "hidden": False,
        "moderation_status": None,
        "mentions": [],
        "actions": [],
    }


def note_json_ld(note: Note, site: HypothesisSite) -> LdJson:
    """Show a note as a Web Annotation, as all of the house's are written."""
    return annotation(exported_note(note, None, site.addresses))


def profile_json(viewer: Viewer, site: HypothesisSite) -> Json:
    """Show who asks."""
    return {
        "userid": site.userid(viewer),
        "authority": site.authority,
        "groups": [{"id": WORLD, "name": GROUP_NAME, "public": False}],
        "features": {"client_display_names": True},
        "preferences": {"show_sidebar_tutorial": False},
        "user_info": {"display_name": viewer.name},
    }


def group_json() -> Json:
    """Show the one group."""
    return {
        "id": WORLD,
        "groupid": None,
        "name": GROUP_NAME,
        "type": "private",
        "public": False,
        "scoped": False,
        "organization": None,
        "links": {},
        "scopes": {"enforced": False, "uri_patterns": []},
    }


def member_json(viewer: Viewer, site: HypothesisSite) -> Json:
    """Show the one member of the group."""
    userid = site.userid(viewer)
    name = userid.removeprefix("acct:").partition("@")[0]
    return {"authority": site.authority, "userid": userid, "username": name, "display_name": viewer.name}


def index_json(site: HypothesisSite) -> Json:
    """Show where what is asked for: what is not here has no address."""

    def link(method: str, path: str, desc: str) -> Mapping[str, str]:
        return {"method": method, "url": f"{site.api}{path}", "desc": desc}

    return {
        "links": {
            "annotation": {
                "create": link("POST", "annotations", "Make a private note"),
                "read": link("GET", "annotations/:id", "Read a note"),
                "update": link("PATCH", "annotations/:id", "Change the text or tags of a note"),
                "delete": link("DELETE", "annotations/:id", "Move a note to the trash"),
            },
            "search": link("GET", "search", "Search my notes"),
            "profile": {
                "read": link("GET", "profile", "Read who I am"),
                "groups": {"read": link("GET", "profile/groups", "List my groups")},
            },
            "group": {
                "read": link("GET", "groups/:id", "Read a group"),
                "members": {"read": link("GET", "groups/:id/members", "List who is in a group")},
            },
            "groups": {"read": link("GET", "groups", "List groups")},
            "links": link("GET", "links", "Addresses of pages for people"),
        }
    }


def links_json(site: HypothesisSite) -> Json:
    """Show pages for people that clients lead to."""
    here = site.addresses.site
    return {
        "account.settings": f"{here}/account",
        "forgot-password": f"{here}/password-reset",
        # There are no groups: what is shown to others is in a link.
        "groups.new": f"{here}/shares",
        "help": f"{here}/programs",
        "search.tag": f"{here}/notes?q=tag%3A%22:tag%22",
        "signup": f"{here}/sign-up",
        "user": f"{here}/notes#:user",
    }
