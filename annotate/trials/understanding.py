"""What a search is taken for: spellings, completions, and the registry's own names of conditions and treatments.

Whatever is added or replaced is told, and a search for the typed words alone is one click away.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotate.prepared import prepared
from annotate.trials.grammar import SearchTerm, SearchWords
from annotate.trials.matching import Question, count_some
from annotate.trials.models import TrialTopic
from annotate.trials.topics import CONDITION, OTHER_NAME, TERM, topic_key
from annotate.trials.vocabulary import completions, corrections, known_words, other_spellings, parts_of

_MOST_WORDS_OF_A_NAME = 6
_MOST_RECORDS = 40
"""Records that are asked for the heading of a sponsor's condition, or for the treatment of another name."""
_LEAST_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Understood:
    """The question that a search asks, and what in it was not typed."""

    question: Question
    also: tuple[str, ...] = ()
    """Other spellings, the heading of a condition, and the treatment that has another name."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A word that no title or topic uses, and the one that it was taken for."""

    typed: str
    meant: str


def understand(
    session: Session, words: SearchWords, values: tuple[str, ...] = (), *, exact: bool = False
) -> Understood:
    """Return what a search asks the index; ``exact`` for the typed words alone, but for the end of the last one."""
    excluded = tuple(term.text for term in words.excluded)
    typed = [_completed(session, group) for group in words.groups]
    if exact or words.registry_id:
        return Understood(Question(tuple(typed), excluded, values))
    spelt = [(*group, *_other_spellings(session, terms)) for group, terms in zip(typed, words.groups, strict=True)]
    named = _registry_names(session, words)
    groups = tuple((*group, *named) for group in spelt)
    known = {word for group in typed for word in group}
    also = dict.fromkeys(word for group in groups for word in group if word not in known)
    return Understood(Question(groups, excluded, values), tuple(also))


def correct(session: Session, words: SearchWords) -> tuple[SearchWords, tuple[Correction, ...]]:
    """Return the search with each unknown word replaced by the likeliest known one, and what was replaced."""
    typed = {part for term in words.terms if not term.quoted for part in parts_of(term.text)}
    unknown = sorted(typed - known_words(session, typed))
    meant = {word: best for word in unknown if (best := _likeliest(session, word))}
    if not meant:
        return words, ()
    groups = tuple(tuple(_replaced(term, meant) for term in group) for group in words.groups)
    return replace(words, groups=groups), tuple(Correction(*pair) for pair in meant.items())


def _completed(session: Session, group: Sequence[SearchTerm]) -> tuple[str, ...]:
    return tuple(word for term in group for word in (completions(session, term.text) if term.prefix else (term.text,)))


def _other_spellings(session: Session, terms: Sequence[SearchTerm]) -> tuple[str, ...]:
    found = []
    for term in terms:
        parts = [] if term.quoted else parts_of(term.text)
        for part, spellings in other_spellings(session, parts).items():
            found += [" ".join(each if own == part else own for own in parts) for each in spellings]
    return tuple(found)


def _registry_names(session: Session, words: SearchWords) -> tuple[str, ...]:
    """Return what the registry calls the condition or treatment that was typed: heart attack, Myocardial Infarction."""
    terms = words.terms
    plain = len(terms) == len(words.groups) <= _MOST_WORDS_OF_A_NAME and not any(term.quoted for term in terms)
    key = topic_key(" ".join(term.text for term in terms)) if terms and plain and not words.excluded else ""
    return (*_heading(session, key), *_treatment(session, key)) if key else ()


def _heading(session: Session, key: str) -> tuple[str, ...]:
    """Return the subject heading of most records that name a condition."""
    trial_ids = list(session.scalars(*_named(key)))
    return _most_common(session.scalars(*_headings(trial_ids)), key, len(trial_ids)) if trial_ids else ()


def _treatment(session: Session, key: str) -> tuple[str, ...]:
    """Return the treatment of most records that give it another name: Keytruda, pembrolizumab."""
    names = session.scalars(*_other_names(key)).all()
    return _most_common(names, key, len(names))


@prepared
def _named(key: str) -> Select[str]:
    return select(TrialTopic.trial_id).where(TrialTopic.kind == CONDITION, TrialTopic.key == key).limit(_MOST_RECORDS)


@prepared
def _headings(trial_ids: list[str]) -> Select[str]:
    return select(TrialTopic.name).where(TrialTopic.kind == TERM, TrialTopic.trial_id.in_(trial_ids))


@prepared
def _other_names(key: str) -> Select[str]:
    return select(TrialTopic.name).where(TrialTopic.kind == OTHER_NAME, TrialTopic.key == key).limit(_MOST_RECORDS)


def _most_common(given: Iterable[str], key: str, records: int) -> tuple[str, ...]:
    """Return the name that half of the records and at least two give; none if one of the names is the typed one."""
    names = list(given)
    counted = Counter(map(topic_key, names))
    if not counted or key in counted:
        return ()
    ((best, count),) = counted.most_common(1)
    return (
        (next(name for name in names if topic_key(name) == best),)
        if count > 1 and count >= _LEAST_SHARE * records
        else ()
    )


def _likeliest(session: Session, word: str) -> str:
    """Return the nearest known word, of equally near ones the one that most records use; empty if none is near."""
    near = corrections(session, word)
    counts = {each: count_some(session, Question(((each,),))) for each in near}
    return max(near, key=lambda each: (counts[each], -near.index(each)), default="")


def _replaced(term: SearchTerm, meant: dict[str, str]) -> SearchTerm:
    parts = parts_of(term.text)
    if term.quoted or not any(part in meant for part in parts):
        return term
    return SearchTerm(" ".join(meant.get(part, part) for part in parts))
