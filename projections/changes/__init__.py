"""What differs between two questions (T, K): between two days, two points of the log, before and after.

In: two questions, or facts that were just recorded.
Out: what changed, and because of which facts or days.
"""
