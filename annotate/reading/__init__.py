"""The pages that join features: home, the reading page and the shared page."""
