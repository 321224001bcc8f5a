"""The pages that join features, all on one blueprint."""

from annotate.reading.views import activity, eye, home, participation, shared, trial, versions, whats_new
from annotate.reading.views.blueprint import blueprint

__all__ = ["activity", "blueprint", "eye", "home", "participation", "shared", "trial", "versions", "whats_new"]
