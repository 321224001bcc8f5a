"""Archives that a test has left on their way: the thread that ends them would speak, and write, in a later test."""

from annotate.personal_data.downloading import Downloads


def end_all(downloads: Downloads) -> None:
    """End whatever a process is sending."""
    for left in list(downloads._under_way):  # noqa: SLF001 - nothing else ends them all
        left.close()
