"""Where a WSGI server finds the application: ``wsgi:app``."""

from annotate.app import create_app

app = create_app()
