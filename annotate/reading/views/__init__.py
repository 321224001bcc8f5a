"""The pages that join features, all on one blueprint."""

from annotate.reading.views import (
    activity,
    counts,
    eye,
    home,
    printing,
    shared,
    then_and_now,
    trial,
    versions,
    whats_new,
)
from annotate.reading.views.blueprint import blueprint

__all__ = [
    "activity",
    "blueprint",
    "counts",
    "eye",
    "home",
    "printing",
    "shared",
    "then_and_now",
    "trial",
    "versions",
    "whats_new",
]
