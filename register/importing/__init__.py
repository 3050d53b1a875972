"""Many facts at once: files of facts, laws and documents, read, admitted and appended.

In: files.
Out: how much was read, recorded and refused, and where each refused line is wrong.
"""
