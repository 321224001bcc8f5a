"""Bundles: the modules of the scripts as one file, and the style sheets as one, without comments.

Each file by itself would be a request, and a browser learns of the next one only when it has read the one before: 80 modules,
four deep. Of modules only what our own ones use is understood, and everything else is refused, by the tests before anybody else
sees it: imports by names from relative addresses, exports of named functions, classes and constants, no cycle.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from lightningcss import bundle_css

_IMPORT = re.compile(r'^import\s+(?:\{([^}]*)\}\s+from\s+)?"(\.[^"]+)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export\s+((?:async\s+)?(?:function|class|const)\s+(\w+))", re.MULTILINE)
_OTHER = re.compile(r"^(?:import|export)\b.*|\bimport\s*\(|\bimport\.meta\b", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*[\s\S]*?\*/[ \t]*)\n", re.MULTILINE)
_MODULE = re.compile(r"= (\$module\d+);$", re.MULTILINE)
_INDENT = re.compile(r"^[ \t]+", re.MULTILINE)


def script_bundle(entry: Path, beside: Path | None = None) -> str:
    """Return a module and all that it imports as one script, each module in a function of its own.

    ``beside`` is the entry of another bundle, in the same folder, that its page has too: what both import is taken from there.
    Every bundle hands out its modules to those beside it.

    Raises ValueError for syntax that is not understood, a module that is not there, and modules that import each other.
    """
    there, _ = _bundled(beside, {}) if beside else ({}, [])
    names, parts = _bundled(entry, there)
    taken = sorted({names[path] for path in there} & set(_MODULE.findall("".join(parts))), key=_numbered)
    head = f'import {{ {", ".join(taken)} }} from "./{beside.name}";\n' if beside and taken else ""
    own = [name for path, name in names.items() if path not in there and path != entry.resolve()]
    return f"{head}{''.join(parts)}export {{ {', '.join(own)} }};\n"


def style_bundle(entry: Path) -> str:
    """Return a style sheet with all that it imports. Raises OSError for one that is not there."""
    bundle: str = bundle_css(str(entry))
    return bundle


def _bundled(entry: Path, there: Mapping[Path, str]) -> tuple[dict[Path, str], list[str]]:
    """Return the names of a bundle's modules, with those that are there already, and the text of each that is not."""
    names, parts = dict(there), list[str]()
    _add_module(entry.resolve(), names, parts, ())
    return names, parts


def _numbered(name: str) -> int:
    return int(name.removeprefix("$module"))


def _add_module(path: Path, names: dict[Path, str], parts: list[str], above: tuple[Path, ...]) -> None:
    if path in above:
        raise ValueError(f"modules import each other: {' > '.join(each.name for each in (*above, path))}")
    if path in names:
        return
    if not path.is_file():
        raise ValueError(f"{above[-1].name if above else 'the page'} imports {path.name}, which is not there")
    text = path.read_text(encoding="utf-8")
    for _, address in _IMPORT.findall(text):
        _add_module((path.parent / address).resolve(), names, parts, (*above, path))
    names[path] = f"$module{len(names)}"
    parts.append(_wrapped(path, text, names))


def _wrapped(path: Path, text: str, names: dict[Path, str]) -> str:
    """Return a module as one constant that holds what it exports."""
    exported = [name for _, name in _EXPORT.findall(text)]

    def imported(found: re.Match[str]) -> str:
        if found[1] is None:  # for what it does alone
            return ""
        wanted = found[1].replace(" as ", ": ")
        return f"const {{{wanted}}} = {names[(path.parent / found[2]).resolve()]};\n"

    inner = _EXPORT.sub(r"\1", _IMPORT.sub(imported, _without_comments(path, text)))
    if other := _OTHER.search(inner):
        raise ValueError(f"{path.name} has syntax that is not understood: {other[0]}")
    return f"const {names[path]} = (() => {{\n{inner}\nreturn {{ {', '.join(exported)} }};\n}})();\n"


def _without_comments(path: Path, text: str) -> str:
    """Return a module without indents, and without comments that have lines of their own: half of what there is."""
    stripped = _INDENT.sub("", _COMMENT.sub("", text))
    if any(line.count("`") % 2 for line in stripped.splitlines()):  # what looks like a comment could be in it
        raise ValueError(f"{path.name} has syntax that is not understood: a template literal over several lines")
    return stripped
