"""What programs may send of labels and tags."""

from typing import Self

from pydantic import model_validator

from annotate.api.forms import Body, example


class NewLabel(Body):
    """A label to be made, the last in my order."""

    model_config = example(name="Safety/Death", hue=3, description="Deaths of any cause", when_not="Near misses")

    name: str
    """Its name; groups stand before a "/"."""
    hue: int
    """The number of its colour, 1 to 8."""
    description: str = ""
    """What it is for."""
    when_not: str = ""
    """When it is not to be used."""


class LabelEdit(Body):
    """What changes about a label; what is not named stays."""

    model_config = example(name="Safety/Deaths", hue=4)

    name: str = ""
    """Its new name."""
    hue: int = 0
    """The number of its new colour, 1 to 8."""
    description: str = ""
    """What it is for from now on."""
    when_not: str = ""
    """When it is not to be used from now on."""

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("Say what changes: name, hue, description, when_not, or several of them")
        return self


class TagChange(Body):
    """Another name for a tag."""

    model_config = example(name="to discuss")

    name: str
    """Its new name."""
