"""What is done to the data as a whole: backed up, restored, checked, moved. Known to the command line alone."""
