"""What a right passcode opens: each visitor's unlock of a share, and what it gives them."""
