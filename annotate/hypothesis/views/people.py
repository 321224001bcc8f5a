"""Who asks, and the one group, in which everybody is alone."""

from annotate.errors import NotFound
from annotate.hypothesis.naming import WORLD
from annotate.hypothesis.presenters import group_json, member_json, profile_json
from annotate.hypothesis.views.blueprint import answer, blueprint, site
from annotate.web.answer import Answer
from annotate.web.identity import required_viewer


@blueprint.get("/profile")
def profile() -> Answer:
    """Show who asks."""
    return answer(profile_json(required_viewer(), site()))


@blueprint.get("/profile/groups")
def profile_groups() -> Answer:
    """List my groups."""
    return answer([group_json()])


@blueprint.get("/groups")
def groups() -> Answer:
    """List all groups, whatever page they are asked for."""
    return answer([group_json()])


@blueprint.get("/groups/<group_id>")
def group(group_id: str) -> Answer:
    """Show a group."""
    _refuse_others(group_id)
    return answer(group_json())


@blueprint.get("/groups/<group_id>/members")
def members(group_id: str) -> Answer:
    """List who is in a group."""
    _refuse_others(group_id)
    return answer([member_json(required_viewer(), site())])


def _refuse_others(group_id: str) -> None:
    if group_id != WORLD:
        raise NotFound
