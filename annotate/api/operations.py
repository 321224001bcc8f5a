"""What each address for programs takes, gives and refuses. Views are held to it, and the description is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotate.api.forms import Body, Query
from annotate.api.presenters.shapes import Outgoing
from annotate.core.scopes import Scope

EVERYWHERE = frozenset({401, 403, 429, 503})
"""Statuses of refusals that every address knows: no good token, another scope, too often, and busy."""

_TO_EVERYBODY = frozenset({429, 503})
_OF_A_BODY = frozenset({400, 413, 415, 422, 507})
_OF_A_QUERY = frozenset({404, 422})
_OF_A_NAMED_THING = frozenset({404})
_OF_A_STATED_TEXT = frozenset({412, 428})


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one address."""

    gives: Mapping[int, type[Outgoing] | None]
    """The shape of each good answer, by its status; None where it has no body."""
    or_gives: type[Outgoing] | None = None
    """Another shape that its good answers may have, by what is asked."""
    scope: Scope | None = Scope.READ
    """What a token has to allow; None where everybody is let in, without one."""
    takes: type[Body] | None = None
    """The shape of the body."""
    asks: type[Query] | None = None
    """What may stand behind the address."""
    files: tuple[str, ...] = ()
    """Media types of the files that it gives, in place of a shape."""
    refuses: frozenset[int] = frozenset()
    """Statuses of refusals, beside those that follow from the rest."""
    is_tagged: bool = False
    """Whether answers have an entity tag; an unchanged one is not sent again (304)."""
    states_text: bool = False
    """Whether it changes a text, which the request has to name by ``If-Match``."""
    media_type: str = "application/json"
    """Media type of what it takes and gives, unless those are files."""
    heeds: Mapping[str, str] = field(default_factory=dict)
    """Headers of a request that it heeds, and what each is for."""

    def refusals(self, rule: str) -> frozenset[int]:
        """Give the statuses of all refusals at an address, which is a rule of Werkzeug's."""
        found = (EVERYWHERE if self.scope else _TO_EVERYBODY) | self.refuses
        found |= _OF_A_BODY if self.takes else frozenset()
        found |= _OF_A_QUERY if self.asks else frozenset()
        found |= _OF_A_NAMED_THING if "<" in rule else frozenset()
        found |= _OF_A_STATED_TEXT if self.states_text else frozenset()
        return found
