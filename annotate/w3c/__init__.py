"""One's own notes as a container of Web Annotations, for programs that know the W3C's protocol and nothing of ours."""
