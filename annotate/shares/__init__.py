"""Expiring, passcode-protected links over chosen notes of one trial or several."""
