"""The password: how it may be chosen, hashed, tried, changed, and set anew by mail."""
