"""Forms made from the JSON Schemas of facts: their fields, what was typed into them, their HTML.

In: a type's schema, texts by the names of fields, what the register offers to choose from.
Out: a fact's JSON with what is wrong with it, and fields as HTML.
"""
