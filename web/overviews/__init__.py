"""The lists over all relationships: deadlines, requests, gaps, figures, proceedings, disputes.

In: a `View`, and what its address keeps to.
Out: pages.
"""
