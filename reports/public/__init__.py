"""What outsiders may get: no words that a licence keeps back, no persons.

In: facts.
Out: the same facts without what may not be passed on.
"""
