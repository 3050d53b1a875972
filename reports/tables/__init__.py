"""Tables and grids that several kinds of report share.

In: standings, deadlines, gaps, laws.
Out: tables of the model, with typed columns.
"""
