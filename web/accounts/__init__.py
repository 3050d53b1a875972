"""Who may do what: accounts, roles, sessions.

In: a request.
Out: who it is from, or a refusal.
"""
