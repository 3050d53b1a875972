"""Pages of people: the doors, oneself, and everybody who has an account.

In: what somebody types into a form.
Out: a session, an account, a link; or the form again, with what is wrong.
"""
