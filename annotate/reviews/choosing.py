"""What a new round is about: trials from pasted ids, and labels from the owner's codebook."""

import re
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotate.codebook.actions import begin_labels
from annotate.codebook.models import Label
from annotate.codebook.queries import labels_of
from annotate.codebook.starters import STARTERS
from annotate.core.record import normalise_registry_id
from annotate.core.viewer import Viewer
from annotate.errors import Invalid
from annotate.notes.queries import has_notes
from annotate.trials.models import Trial, TrialAlias, TrialVersion
from annotate.trials.queries import IS_CURRENT

MOST_TRIALS = 300
"""Trials of one round."""

_NAMED = 5  # ids that a sentence names

_WORD = re.compile(r"[A-Za-z0-9]+")


def chosen_trials(session: Session, pasted: str) -> list[tuple[Trial, str]]:
    """Give the trials whose ids were pasted, in that order and each once, with the ids of their present versions.

    Raises Invalid that names what is no id and what is not here: no trial is left out silently.
    """
    wrong, ids = [], []
    for word in dict.fromkeys(_WORD.findall(pasted)):
        try:
            ids.append(normalise_registry_id(word))
        except ValueError:
            wrong.append(word)
    if wrong:
        raise Invalid.field("trials", f"These are no registry ids: {_some(wrong)}. One is NCT and eight digits.")
    if not ids:
        raise Invalid.field("trials", "Paste the registry ids of the trials to read, such as NCT04561557.")
    unique = list(dict.fromkeys(ids))
    if len(unique) > MOST_TRIALS:
        raise Invalid.field("trials", f"A round can have {MOST_TRIALS} trials; these are {len(unique):,}.")
    found = _present(session, unique)
    missing = [each for each in unique if each not in found]
    if missing:
        raise Invalid.field("trials", f"These trials are not here: {_some(missing)}. Add them, or leave them out.")
    # Two ids may be of one trial: it is read once.
    return list({found[each][0].id: found[each] for each in unique}.values())


def chosen_labels(session: Session, viewer: Viewer, label_ids: Collection[str]) -> Sequence[Label]:
    """Give those of the viewer's labels that were chosen, in their codebook's order; starters become labels first.

    Raises Invalid when none was chosen, or one is gone.
    """
    begin_labels(session, viewer, has_notes)
    starters = {starter.id: starter.name for starter in STARTERS}
    own = labels_of(session, viewer)
    named = {label.name: label.id for label in own}
    wanted = {named.get(starters[each], "") if each in starters else each for each in label_ids}
    chosen = [label for label in own if label.id in wanted]
    if not chosen:
        raise Invalid.field("labels", "Choose the labels that everybody reads with: at least one.")
    if len(chosen) < len(wanted):
        raise Invalid.field("labels", "One of these labels is gone meanwhile. Look at the choice once more.")
    return chosen


def _present(session: Session, ids: Sequence[str]) -> dict[str, tuple[Trial, str]]:
    """Give the trials of ids, former ones too, with the ids of their current versions."""
    current = select(Trial, TrialVersion.id).join(TrialVersion, IS_CURRENT)
    found = {row[0].registry_id: (row[0], row[1]) for row in session.execute(current.where(Trial.registry_id.in_(ids)))}
    former = current.add_columns(TrialAlias.registry_id).join(TrialAlias, TrialAlias.trial_id == Trial.id)
    for trial, version_id, alias in session.execute(former.where(TrialAlias.registry_id.in_(ids))):
        found.setdefault(alias, (trial, version_id))
    return found


def _some(words: Sequence[str]) -> str:
    shown = ", ".join(word[:20] for word in words[:_NAMED])
    return f"{shown} and {len(words) - _NAMED:,} more" if len(words) > _NAMED else shown
