"""What an article says, and where its sentences stand.

In: bytes of a page, a PDF, a plain text.
Out: an article: its text, its sentences, its language, and what stands outside of it.
"""
