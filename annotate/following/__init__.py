"""Following trials, conditions and saved searches: what changed, or is new, is told to those who follow it, and to nobody else."""
