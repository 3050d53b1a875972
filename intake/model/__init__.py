"""The port for a language model, which is off unless somebody configures it.

In: an article, and the address of an endpoint.
Out: candidates, as far as the answer keeps to the schema and its quotes stand in the text.
"""
