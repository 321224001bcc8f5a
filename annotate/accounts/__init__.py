"""People with an account, and the devices that they are signed in on."""
