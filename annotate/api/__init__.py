"""JSON for programs over the same gates and use cases as the pages; nobody is let in but by an access token."""
