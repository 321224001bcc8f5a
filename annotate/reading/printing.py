"""What is printed of notes: every one on a trial, with its number, its words and its replies, in the order of the text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotate import clock
from annotate.core.instants import write_day
from annotate.core.text import cut_off
from annotate.notes.beside import NotesBeside
from annotate.notes.bounded import LEAST_SHOWN
from annotate.notes.presenters import Card
from annotate.reading.presenters import Margin
from annotate.reading.shared import SharedPage
from annotate.replies.presenters import ThreadView
from annotate.web.public_url import leading_here

MOST_WORDS = 5_000_000
"""Code points of the words of all notes on one print; of the notes after that, it has the beginnings, and says so."""

UNPLACED = "Without a place in this version"
"""Heads the notes whose passage the version does not have."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page says on paper alone: where it was printed from and when, and how many of the notes it has."""

    address: str
    """The whole address of the page."""
    print_address: str
    """The whole address of the page to print that has every note."""
    day: str
    cards: int
    """Notes whose cards are in the page."""
    beside: int
    """Notes that have a place in the text, or are on the whole trial."""
    apart_shown: int
    """Notes without a place that are in the page."""
    apart: int
    """Notes without a place."""

    @property
    def printed(self) -> int:
        """How many notes are printed when the page is."""
        return self.cards + self.apart_shown

    @property
    def notes(self) -> int:
        """How many notes there are."""
        return self.beside + self.apart

    @property
    def is_whole(self) -> bool:
        """True if every note is printed."""
        return self.printed >= self.notes


@dataclass(frozen=True, slots=True)
class PrintGroup:
    """Notes that are printed together."""

    heading: str
    """Empty for those that have a place in the text."""
    note_ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Endnote:
    """A printed note."""

    card: Card
    threads: tuple[ThreadView, ...]


@dataclass(frozen=True, slots=True)
class Endnotes:
    """Printed notes under one heading."""

    heading: str
    first: int
    """The number of the first one, from 1 in the order of the print; the numbers stand in the text, too."""
    notes: tuple[Endnote, ...]


def paper(path: str, print_path: str, margin: Margin) -> Paper:
    """Say on the paper of a reading page where every one of the viewer's notes is to be printed from."""
    return Paper(
        address=leading_here(path),
        print_address=leading_here(print_path),
        day=write_day(clock.now()),
        cards=len(margin.cards),
        beside=margin.total,
        apart_shown=margin.apart_shown,
        apart=margin.apart,
    )


def shared_paper(path: str, print_path: str, page: SharedPage) -> Paper:
    """Say the same on the paper of a shared page."""
    return Paper(
        address=leading_here(path),
        print_address=leading_here(print_path),
        day=write_day(clock.now()),
        cards=len(page.cards),
        beside=page.on_trial,
        apart_shown=0,
        apart=page.elsewhere,
    )


def own_groups(beside: NotesBeside) -> list[PrintGroup]:
    """Group all of the viewer's notes on a trial by how they stand in a version; each is in one group."""
    placed = [note.id for note in beside.placed]
    there = set(placed)
    groups = (
        PrintGroup("", placed),
        PrintGroup("To check: without a place in this version", [each for each in beside.asking if each not in there]),
        PrintGroup(UNPLACED, beside.kept),
        PrintGroup("On other versions of this record", beside.unknown),
    )
    return [group for group in groups if group.note_ids]


def shared_groups(cards: Sequence[Card]) -> list[PrintGroup]:
    """Group a link's notes on a trial: those with a place in the version that is shown, then the others."""
    placed = [card.id for card in cards if card.is_page_note or card.start is not None]
    there = set(placed)
    groups = (PrintGroup("", placed), PrintGroup(UNPLACED, [card.id for card in cards if card.id not in there]))
    return [group for group in groups if group.note_ids]


def endnotes(
    groups: Sequence[PrintGroup], cards: Mapping[str, Card], threads: Mapping[str, tuple[ThreadView, ...]]
) -> tuple[Endnotes, ...]:
    """Number the notes of all groups; ``cards`` and ``threads`` are theirs, by id."""
    found: list[Endnotes] = []
    first, words = 1, 0
    for group in groups:
        notes = []
        for card in (cards[note_id] for note_id in group.note_ids if note_id in cards):
            words += len(card.body)
            shown = card if words <= MOST_WORDS else _beginning(card)
            notes.append(Endnote(shown, tuple(each for each in threads.get(card.id, ()) if each.replies)))
        found.append(Endnotes(group.heading, first, tuple(notes)))
        first += len(notes)
    return tuple(found)


def _beginning(card: Card) -> Card:
    left_out = len(card.body) - LEAST_SHOWN
    return replace(card, body=cut_off(card.body[:LEAST_SHOWN]), left_out=left_out) if left_out > 0 else card
