"""The pictures of reports: each one declarative definition (Vega-Lite), drawn as SVG."""
