"""The rules from facts to standing (domain.md, "What is derived"): read this room first.

In: the known facts of one relationship, and a day.
Out: its standing; its periods over all days.
"""
