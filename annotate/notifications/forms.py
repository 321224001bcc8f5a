"""What a person chooses to be told, and how often."""

from collections.abc import Mapping

from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired

from annotate.notifications.kinds import NEWS, Frequency, NotificationKind
from annotate.web.forms import Form

CHOICES = {
    Frequency.AT_ONCE.value: "At once",
    Frequency.DAILY.value: "Daily",
    Frequency.WEEKLY.value: "Weekly",
    Frequency.APP.value: "Only in annotate",
    Frequency.NEVER.value: "Never",
}


def _frequency(kind: NotificationKind) -> RadioField:
    needed = InputRequired("Choose how often.")
    return RadioField(NEWS[kind].title, choices=CHOICES, validators=[needed])


class NotificationsForm(Form):
    """A frequency for each kind."""

    reply = _frequency(NotificationKind.REPLY)
    link_opened = _frequency(NotificationKind.LINK_OPENED)
    link_expiring = _frequency(NotificationKind.LINK_EXPIRING)
    notes_to_check = _frequency(NotificationKind.NOTES_TO_CHECK)

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
