"""Letters that tell of news: counts and addresses, never a word of a note or reply, nor a name that somebody else typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.core.numbers import many
from annotate.mail.letters import WrittenLetter, written_letter
from annotate.notifications.kinds import NotificationKind


@dataclass(frozen=True, slots=True)
class Opening:
    """A link that was opened for the first time."""

    link: str
    """As its owner calls it, where the address is known to be theirs; else by its trial."""
    share_id: str
    at: datetime
    net: str


@dataclass(frozen=True, slots=True)
class Ending:
    """A link that is about to expire."""

    link: str
    share_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What one letter tells of: what holds still when it is written."""

    threads: tuple[str, ...] = ()
    """Ids of the exchanges with unread replies."""
    openings: tuple[Opening, ...] = ()
    endings: tuple[Ending, ...] = ()
    to_check: int = 0
    invited: int = 0
    """Rounds of double reading to which an invitation waits."""
    answered: int = 0
    """Rounds of one's own whose invitations were answered, or that somebody left."""
    reminded: int = 0
    """Rounds that one is asked to finish."""
    revealed: int = 0
    changed: int = 0
    """Followed records that changed."""
    minor: int = 0
    """Other followed records, of which only places, contacts or status changed."""
    found: int = 0
    """New trials in followed conditions and searches."""

    @property
    def kinds(self) -> tuple[NotificationKind, ...]:
        """Give the kinds that there is something to say about."""
        said = {
            NotificationKind.REPLY: self.threads,
            NotificationKind.LINK_OPENED: self.openings,
            NotificationKind.LINK_EXPIRING: self.endings,
            NotificationKind.NOTES_TO_CHECK: self.to_check,
            NotificationKind.ROUND_INVITED: self.invited,
            NotificationKind.ROUND_ANSWERED: self.answered,
            NotificationKind.ROUND_REMINDED: self.reminded,
            NotificationKind.ROUND_REVEALED: self.revealed,
            NotificationKind.FOLLOWED_CHANGED: self.changed,
            NotificationKind.FOLLOWED_MINOR: self.minor,
            NotificationKind.FOLLOWED_FOUND: self.found,
        }
        return tuple(kind for kind, what in said.items() if what)


def write(news: News, *, site: str, unsubscribe: str) -> WrittenLetter:
    """Write the letter; ``site`` is the whole address of the start page, without a slash at its end."""
    return written_letter(
        "notifications/news.txt", subject=_subject(news), news=news, site=site, unsubscribe=unsubscribe
    )


def _subject(news: News) -> str:
    if len(news.kinds) > 1:
        return "News on annotate: " + ", ".join(_counted(news))
    if news.threads:
        return "New private replies on annotate" if len(news.threads) > 1 else "A private reply on annotate"
    if news.openings:
        return _of_links(news.openings, "was opened", "links were opened")
    if news.endings:
        return _of_links(news.endings, "expires soon", "links expire soon")
    if news.to_check:
        return f"{many(news.to_check, 'note')} to check on annotate"
    (counted,) = [*_of_rounds(news), *_of_followed(news)]
    return counted[0].upper() + counted[1:]


def _of_rounds(news: News) -> list[str]:
    return [
        words
        for words, count in (
            (f"invitations to {many(news.invited, 'double reading')}", news.invited),
            (f"answers to invitations to {many(news.answered, 'double reading')}", news.answered),
            (f"{many(news.reminded, 'double reading')} to finish", news.reminded),
            (f"{many(news.revealed, 'double reading')} revealed", news.revealed),
        )
        if count
    ]


def _of_followed(news: News) -> list[str]:
    return [
        words
        for words, count in (
            (f"{many(news.changed, 'record')} you follow changed", news.changed),
            (f"small changes in {many(news.minor, 'record')} you follow", news.minor),
            (f"{many(news.found, 'new trial')} in what you follow", news.found),
        )
        if count
    ]


def _of_links(links: Sequence[Opening] | Sequence[Ending], one: str, more: str) -> str:
    return f"Your link {links[0].link} {one}" if len(links) == 1 else f"{len(links)} of your {more}"


def _counted(news: News) -> list[str]:
    counted = [
        words
        for words, count in (
            (f"replies in {many(len(news.threads), 'conversation')}", len(news.threads)),
            (f"{many(len(news.openings), 'link')} opened", len(news.openings)),
            (f"{many(len(news.endings), 'link')} about to expire", len(news.endings)),
            (f"{many(news.to_check, 'note')} to check", news.to_check),
        )
        if count
    ]
    return counted + _of_rounds(news) + _of_followed(news)
