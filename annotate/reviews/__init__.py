"""Double reading: several people read the same versions with the same labels, blind to each other until all have finished."""
