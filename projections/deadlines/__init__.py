"""Due days and times to answer: what has passed, what lies ahead, and on what grounds.

In: the rows of the standing, and facts with clocks.
Out: deadlines and clocks, sorted by day.
"""
