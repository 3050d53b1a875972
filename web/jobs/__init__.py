"""What takes longer than a page may: reports and verifications, made in the background.

In: what is asked for, and by whom.
Out: pages that say how far it is, and what came of it, for an hour.
"""
