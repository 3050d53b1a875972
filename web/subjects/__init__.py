"""The pages of one thing each: a law, a platform, a jurisdiction, an archived document.

In: a `View`, and the name of the thing.
Out: pages, and the document itself.
"""
