"""Names that projects of REFI-QDA have in common, whether they go out or come in."""

from annotate.core.refi.guids import derived_guid

ORIGIN = "annotate"
"""What a project of ours says wrote it."""

NAMESPACE = "urn:QDA-XML:project:1.0"

TAGS_GUID = derived_guid("tags")
"""Of the group of codes that are tags: the format knows none."""

TAGS_NAME = "Tags"

TRIAL, TITLE, NUMBER, DATE, STORED, DIGEST, SAMPLE, ADDRESS = (
    "Registry number",
    "Title",
    "Version",
    "Version date",
    "Stored",
    "Digest",
    "Sample text",
    "Address",
)
"""Variables of a source."""
