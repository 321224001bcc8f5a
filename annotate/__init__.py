"""annotate: private margins on clinical-trial records."""

__version__ = "0.1.0"
