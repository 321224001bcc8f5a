"""Codes and GUIDs of REFI-QDA 1.0 (www.qdasoftware.org), the format in which programs for qualitative analysis exchange work."""
