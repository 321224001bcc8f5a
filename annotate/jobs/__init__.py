"""Periodic work: jobs that features bring, each run by one worker of the instance at a time."""
