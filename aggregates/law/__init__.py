"""The law as data: what an instrument asks of whom, by when, at each point of its life.

In: the instrument's facts, and designations.
Out: duties, due days, obligations as facts.
"""
