"""All that one person has stored, over every feature: taking it along, and leaving."""
