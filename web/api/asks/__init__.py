"""What can be asked over HTTP, a family of questions a file: each an operation with its answer.

In: a view of the register, and the values of an address.
Out: rows or a document, as the commands print them.
"""
