"""What tests read out of pages."""

import re


def token(page: str) -> str:
    found = re.search(r'<meta name="csrf-token" content="([^"]+)">', page)
    assert found
    return found[1]


def without_tokens(page: str) -> str:
    """Give the page without what differs from one request to the next: the form tokens hold the second and a nonce."""
    return re.sub(r'(name="csrf-token" content|name="csrf_token" value)="[^"]*"', "", page)
