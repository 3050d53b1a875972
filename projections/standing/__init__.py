"""The standing by day and by knowledge, kept as facts come: equal to the fold, looked up by index.

In: facts in log order.
Out: rows of periods and parts, and what held at any (T, K).
"""
