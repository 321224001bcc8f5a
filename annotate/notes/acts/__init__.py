"""Acts on many notes at once, and their undo."""
