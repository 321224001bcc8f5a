"""What happened, as rows that only those read whom it concerns: timelines, notifications and live update hang on them."""
