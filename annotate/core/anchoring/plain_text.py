"""Blocks and ownership of a plain text, derived from its headings: ``Arms``, ``Inclusion Criteria:``, ``Cohort 2``."""

import re

from annotate.core.anchoring.ownership import Belonging, Line, arm_label, cohort_line, list_side
from annotate.core.words import LINE_END

_TITLES = {
    "title": "title|brief title|official title|public title|scientific title|study title|titles|acronym",
    "summary": "summary|brief summary|study summary|synopsis",
    "description": "description|detailed description|study description|background|objectives|methods",
    "conditions": "condition|conditions|condition or disease|conditions or diseases|conditions and keywords|diseases",
    "keywords": "keywords|key words",
    "arms": "arms|arm|arm groups|study arms|treatment arms|arms and groups|arms and cohorts|groups|cohorts|groups and cohorts|"
    "groups/cohorts|study groups|arms and interventions|arm groups and interventions|arm/group|arms/groups",
    "treatments": "interventions|intervention|treatments|treatment|study treatments|intervention/treatment|interventions/treatments|drugs",
    "outcomes": "outcomes|outcome measures|outcome|endpoints|end points|study outcomes|study endpoints",
    "eligibility": "eligibility|eligibility criteria|criteria|participation criteria|selection criteria|study eligibility criteria",
    "design": "design|study design|study type|study details|allocation",
    "population": "study population|population",
    "places": "locations|contacts|contacts and locations|sites|sponsor|sponsors|references|ipd sharing|"
    "ipd sharing statement|safety|statistics|statistical analysis",
}
_SECTIONS = {name: key for key, names in _TITLES.items() for name in names.split("|")}
_OUTCOMES = re.compile(
    r"(primary|secondary|other|tertiary|exploratory)\s+(?:outcomes?|end\s?-?points?)(?:\s+measures?)?", re.IGNORECASE
)
_CODES = re.compile(
    r"(?:experimental|active comparator|placebo comparator|sham comparator|no intervention|other|type\b.*)[.:]?",
    re.IGNORECASE,
)
_TREATMENT = re.compile(
    r"(?:drug|biological|device|procedure|radiation|behavioral|genetic|dietary supplement|combination product|diagnostic test|other)\s*: ",
    re.IGNORECASE,
)
_DETAIL = re.compile(r"(?:time\s?-?\s?frame|description|type|other names?|interventions?|treatments?)\b", re.IGNORECASE)
_TIME_FRAME = re.compile(r"time\s?-?\s?frame", re.IGNORECASE)
_DOSE = re.compile(
    r"\d\s?(?:mg|µg|μg|mcg|g|kg|ml|iu|units?|gy|cgy|%|weeks?|days?|months?|hours?|minutes?)\b", re.IGNORECASE
)
_ORDINAL = re.compile(r"\(?[0-9]{1,2}[.)]\s+")
_HEAD_LENGTH = 60
_MEASURE_LENGTH = 160
_LED = 12  # most blocks that a line with a final colon owns


class _PlainReader:
    """The headings above the current line of a plain text."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._section = self._side = self._cohort = self._group = self._owner = ""
        self._lead = -1
        self._measure_next = False

    def read(self, text: str, start: int, end: int) -> None:
        """Read one line that is not blank."""
        plain = " ".join(text.split())
        bare = plain.rstrip(" :").casefold()
        outcome = _OUTCOMES.fullmatch(bare)
        heading, side = True, ""
        if bare in _SECTIONS:
            self._begin(_SECTIONS[bare])
        elif outcome is not None:
            self._begin("outcomes")
            self._group = outcome[1].lower()
            self._add(start, end, Belonging("outcomes"), heading=True)
            return
        else:
            side = list_side(plain)
            if side:
                self._enter_list(side, plain)
            else:
                heading = self._inner_heading(plain)
        if heading:
            owners = (self._group,) if self._group else ()
            if side and self._cohort:
                owners = (*owners, self._cohort)
            elif self._section != "eligibility":
                owners = (*owners, *((arm_label(plain),) if arm_label(plain) else ()))
            self._add(start, end, Belonging(self._section, owners, self._side), heading=True)
            return
        self._add(start, end, self._belonging(), heading=False)
        if plain.endswith(":"):
            self._lead = len(self.lines) - 1

    def _begin(self, section: str) -> None:
        self._section, self._side, self._cohort, self._group, self._owner, self._lead = section, "", "", "", "", -1
        self._measure_next = section == "outcomes"

    def _enter_list(self, side: str, plain: str) -> None:
        if self._section not in ("eligibility", ""):
            self._begin("eligibility")
        self._side, self._cohort, self._lead = side, cohort_line(plain), -1

    def _inner_heading(self, plain: str) -> bool:
        """Note the line of an arm, treatment or outcome; True if this line is one."""
        label = arm_label(plain)
        if self._section == "eligibility" or self._side:
            cohort = cohort_line(plain)
            if cohort and cohort == label:
                self._cohort, self._lead = cohort, -1
                return False
        elif self._section in ("arms", "treatments", ""):
            if label:
                self._owner, self._lead = label, -1
                return len(plain) <= _HEAD_LENGTH and _DOSE.search(plain) is None
            if self._section and self._names_one(plain):
                self._owner, self._lead = plain.casefold(), -1
                return True
        elif self._section == "outcomes":
            return self._measure(plain)
        return False

    def _measure(self, plain: str) -> bool:
        """True if the line is an outcome's measure: the first line after a heading or a time frame, or a short one."""
        expected, self._measure_next = self._measure_next, bool(_TIME_FRAME.match(plain))
        if _DETAIL.match(plain) or not (expected or (len(plain) <= _MEASURE_LENGTH and not plain.endswith("."))):
            return False
        self._owner, self._lead = _ORDINAL.sub("", plain.casefold(), count=1), -1
        return True

    def _names_one(self, plain: str) -> bool:
        if (
            len(plain) > _HEAD_LENGTH
            or plain[-1] in ".;,"
            or _DOSE.search(plain)
            or _CODES.fullmatch(plain)
            or _DETAIL.match(plain)
        ):
            return False
        return not (self._section == "arms" and _TREATMENT.match(plain))

    def _belonging(self) -> Belonging:
        above = (self._group, self._cohort if self._section == "eligibility" or self._side else self._owner)
        return Belonging(self._section, tuple(name for name in above if name), self._side)

    def _add(self, start: int, end: int, belongs: Belonging, *, heading: bool) -> None:
        parent = self._lead if not heading and len(self.lines) - self._lead <= _LED else -1
        self.lines.append(Line(start, end, belongs, parent, heading))


def plain_lines(text: str) -> list[Line]:
    """The blocks of a text with one block a line; blank lines are ignored."""
    reader = _PlainReader()
    start = 0
    for found in [*LINE_END.finditer(text), None]:
        end = len(text) if found is None else found.start()
        line = text[start:end]
        if line.strip():
            reader.read(line, start, end)
        start = end if found is None else found.end()
    return reader.lines
