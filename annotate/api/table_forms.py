"""What programs may send of evidence tables."""

from annotate.api.forms import Body, Key, example


class NewTable(Body):
    """A table to be made."""

    model_config = example(
        client_key="first", name="Doses in gout", columns=["status", "phase"], trials=["NCT04561557"]
    )

    client_key: Key
    """Any text of yours that is new for each table: the same request sent again makes no second one."""
    name: str
    """Its name."""
    columns: list[str]
    """Ids of labels of mine and names of facts, in order: status, phase, participants, start, completion, sponsor, updated."""
    trials: list[str]
    """Registry ids of its trials, in order; each has to be here."""
