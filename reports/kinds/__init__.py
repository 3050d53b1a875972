"""The kinds of report, each a pure function of a statement and the log.

In: what is asked, and the log as known at K.
Out: a report of the model.
"""
