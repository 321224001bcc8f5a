"""The processes of ``annotate serve``: a parent and the web processes that share its address."""
