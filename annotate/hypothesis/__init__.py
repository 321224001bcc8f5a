"""One's own notes by the HTTP API of Hypothesis, for clients that know that API and nothing of ours."""
