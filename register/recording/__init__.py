"""One unit of work: decide on each fact against the log, then append all that were accepted.

In: facts.
Out: what was recorded, what was there before, or why it was refused.
"""
