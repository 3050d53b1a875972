"""What proceedings came to: findings, fines and sanctions, and what became of each.

In: the facts of a relationship as known at K.
Out: proceedings, step by step, and the fines by currency.
"""
