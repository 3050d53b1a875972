"""The pictures of reports: shapes at places that are worked out here, drawn as SVG.

In: periods, figures or due days, and a language.
Out: a picture of a width, or its SVG.
"""
