"""What all pages share: the frame with its navigation, blocks of reports on a page, answers.

In: a title and a body.
Out: a response, with the time it is about in its address, and an ETag.
"""
