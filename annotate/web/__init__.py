"""The shell: what every page needs and no feature owns."""
