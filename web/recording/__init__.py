"""Recording in the browser: what happened, a form made from its type, what would follow, the record.

In: a view of the register, and what a form sent.
Out: pages, and facts in the log.
"""
