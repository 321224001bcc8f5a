"""What a person chooses to be told, and how often."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from annotate.notifications.kinds import FREQUENCY_WORDS, NEWS, Frequency, NotificationKind
from annotate.web.forms import Form

CHOICES = {frequency.value: words for frequency, words in FREQUENCY_WORDS.items()}


def _frequency(kind: NotificationKind) -> RadioField:
    needed = InputRequired("Choose how often.")
    return RadioField(NEWS[kind].title, choices=CHOICES, validators=[needed])


class NotificationsForm(Form):
    """A frequency for each kind."""

    reply = _frequency(NotificationKind.REPLY)
    link_opened = _frequency(NotificationKind.LINK_OPENED)
    link_expiring = _frequency(NotificationKind.LINK_EXPIRING)
    notes_to_check = _frequency(NotificationKind.NOTES_TO_CHECK)
    round_invited = _frequency(NotificationKind.ROUND_INVITED)
    round_answered = _frequency(NotificationKind.ROUND_ANSWERED)
    round_reminded = _frequency(NotificationKind.ROUND_REMINDED)
    round_revealed = _frequency(NotificationKind.ROUND_REVEALED)
    followed_changed = _frequency(NotificationKind.FOLLOWED_CHANGED)
    followed_minor = _frequency(NotificationKind.FOLLOWED_MINOR)
    followed_found = _frequency(NotificationKind.FOLLOWED_FOUND)

    def show(self, frequencies: Mapping[NotificationKind, Frequency]) -> None:
        """Fill in what is chosen now."""
        for kind, frequency in frequencies.items():
            self._fields[field_of(kind)].data = frequency.value

    @property
    def choices(self) -> dict[NotificationKind, Frequency]:
        """Give what was chosen; for a form that is valid."""
        return {kind: Frequency(self.text(field_of(kind))) for kind in NEWS}


class SeenForm(Form):
    """Up to which number somebody has seen what happened."""

    seq = HiddenField()


def field_of(kind: NotificationKind) -> str:
    """Give the name of a kind's field."""
    return kind.value.replace("-", "_")
