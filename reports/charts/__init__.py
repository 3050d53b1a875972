"""The pictures of reports: each one declarative definition (Vega-Lite), drawn as SVG.

In: periods, figures or due days, and a language.
Out: a definition to draw, or the drawn SVG.
"""
