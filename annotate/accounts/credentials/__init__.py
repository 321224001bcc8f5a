"""What people prove with that an account is theirs: a folder for each kind of credential."""
