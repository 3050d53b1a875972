"""Dates as sources give them (EDTF), and the day on which a fact takes effect.

In: a date as text, and by when its sources told.
Out: a window of days, and the last of it.
"""
