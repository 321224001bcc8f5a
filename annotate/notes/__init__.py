"""Private notes and highlights on passages, and their author's labels."""
