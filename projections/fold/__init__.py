"""The rules from facts to standing (domain.md, "What is derived", rules 2): read this room first.

In: the known facts of one relationship, and a day.
Out: its standing; its periods over all days.
Read: `happenings` and `state` (what a fact is to the fold, what facts set), `requirements` and
`measures` (what each act does), `requirement_states` and `access` (what that comes to on a day),
`judge` (the whole), `periods` (all days), `standing` (the words and the JSON).
"""
