"""One module for each format of reports: how it is written, and where it keeps its statement."""
