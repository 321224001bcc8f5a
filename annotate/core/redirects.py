"""Safe redirect targets: pages of this site only."""

import unicodedata
from urllib.parse import unquote

_LONGEST = 2000  # characters
_MOST_LAYERS = 5  # of percent-encoding that are decoded


def own_path(target: str | None, default: str = "/") -> str:
    r"""Return ``target`` if it is a path on this site, with its query; else ``default``.

    Everything that a browser could read as another site is refused (WHATWG URL, section 4.4): ``//e``, ``/\e``, a scheme,
    and tabs, line ends or other blanks and controls, which browsers drop before they read; encoded ones as well.
    """
    if not target or len(target) > _LONGEST or not _stays(target):
        return default
    path = target.partition("?")[0].partition("#")[0]
    for _ in range(_MOST_LAYERS):
        decoded = unquote(path)
        if decoded == path:
            return target
        if not _stays(decoded, blank=" "):
            return default
        path = decoded
    return default


def _stays(path: str, *, blank: str = "") -> bool:
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return False
    return not any(unicodedata.category(sign)[0] in "CZ" for sign in path if sign != blank)
