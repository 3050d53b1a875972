"""Facts as reports tell them: in full, in brief, and as the grounds of others.

In: facts as known at K.
Out: blocks and cells of a report.
"""
