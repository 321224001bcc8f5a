"""What people are told of what happened: in the app, or by mail, at once or in a digest, as they chose for each kind."""
