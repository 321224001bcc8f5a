"""Addresses and tokens with another signature than the server's."""


def forged(signed: str) -> str:
    """Return it with one other character near its end.

    Not the last one, whose spare bits are not read: as base64 it may stand for the same signature (RFC 4648, section 3.5).
    """
    other = "A" if signed[-5] != "A" else "B"
    return f"{signed[:-5]}{other}{signed[-4:]}"
