"""Pages of accounts."""

from annotate.accounts.views import access_tokens, account, addresses, devices, password, resets, sign_in, sign_up
from annotate.accounts.views.blueprint import attach, blueprint

__all__ = [
    "access_tokens",
    "account",
    "addresses",
    "attach",
    "blueprint",
    "devices",
    "password",
    "resets",
    "sign_in",
    "sign_up",
]
