"""JSON Schemas of what the API takes and answers, by name.

In: the vocabulary, and the words of standings.
Out: the schemas of the description (OpenAPI).
"""
