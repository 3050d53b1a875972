"""The register for programs: the questions and acts of the commands over HTTP, and their description.

In: a request, a view of the register.
Out: JSON, JSON Lines, CSV, a calendar or events, with an ETag; problems as RFC 9457 has them.
"""
