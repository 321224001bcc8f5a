"""The audit tells what it found, and never passes for having found out nothing."""

import json

import pytest

from tests import audit
from tests.audit import Audit, Finding, ask_index, judge, locked, read

REPORT = {
    "dependencies": [
        {"name": "flask", "version": "3.1.3", "vulns": []},
        {
            "name": "jinja2",
            "version": "1.0",
            "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1", "GHSA-1"], "fix_versions": [], "description": ""}],
        },
    ],
    "fixes": [],
}
FINDING = Finding("jinja2", "1.0", frozenset({"PYSEC-1", "CVE-1", "GHSA-1"}))


def test_a_report_is_read_whole_or_not_at_all() -> None:
    assert read(json.dumps(REPORT)) == [FINDING]
    skipped = {"dependencies": [{"name": "flask", "skip_reason": "not found"}]}
    for nothing in ("", "ERROR: no route to host", "{}", '{"dependencies": []}', "[]", json.dumps(skipped)):
        assert read(nothing) is None


def test_an_exception_covers_an_advisory_by_any_of_its_names_and_must_cover_something() -> None:
    assert judge([FINDING], {}) == ([FINDING], [])
    assert judge([FINDING], {"CVE-1": "not used"}) == ([], [])
    assert judge([FINDING], {"CVE-2": "not used"}) == ([FINDING], ["CVE-2"])


def test_an_index_is_believed_about_the_very_release_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    advisory = {"id": "PYSEC-1", "aliases": ["CVE-1", "GHSA-1"], "withdrawn": None}
    withdrawn = {"id": "PYSEC-2", "aliases": [], "withdrawn": "2026-01-01"}
    index = {
        "jinja2/1.0": {"info": {"version": "1.0"}, "vulnerabilities": [advisory, withdrawn]},
        "flask": {"info": {"version": "3.1.3"}, "vulnerabilities": []},
        "redis": {"info": {"version": "8.1"}, "vulnerabilities": []},
    }
    monkeypatch.setattr(audit, "_told", index.get)
    releases = [("jinja2", "1.0"), ("flask", "3.1.3"), ("redis", "7.4"), ("nobody", "1")]
    assert ask_index(releases) == Audit("the package index", [FINDING], ["redis 7.4", "nobody 1"])
    assert ask_index([("nobody", "1")]) is None
    assert ("flask", "3.1.3") in locked()


@pytest.mark.parametrize(
    ("findings", "unknown", "known", "required", "code", "words"),
    [
        ([], [], {}, "required", 0, "Audited requirements-dev.lock against osv: 0 open, 0 excepted, 0 not known"),
        ([], ["redis 7.4"], {}, "", 0, "NOT AUDITED, for osv tells nothing of them: redis 7.4"),
        ([], ["redis 7.4"], {}, "required", 1, "1 not known"),
        ([FINDING], [], {}, "", 1, "VULNERABLE: jinja2 1.0"),
        ([FINDING], [], {"CVE-1": "not used"}, "", 0, "excepted: jinja2 1.0: CVE-1, GHSA-1, PYSEC-1 (not used)"),
        ([], [], {"CVE-1": "not used"}, "", 1, "NEEDLESS: the exception CVE-1"),
        (None, [], {}, "", 0, "NOT AUDITED"),
        (None, [], {}, "required", 1, "NOT AUDITED"),
    ],
)
def test_it_ends_as_it_should(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    findings: list[Finding] | None,
    unknown: list[str],
    known: dict[str, str],
    required: str,
    code: int,
    words: str,
) -> None:
    monkeypatch.setattr(audit, "ask", lambda: None if findings is None else Audit("osv", findings, unknown))
    monkeypatch.setattr(audit, "exceptions", lambda: known)
    monkeypatch.setenv("AUDIT", required)
    assert audit.main() == code
    assert words in capsys.readouterr().out


def test_each_exception_has_its_reason() -> None:
    assert all(len(reason) > 20 for reason in audit.exceptions().values())
