"""Aided entry: the sentences of an article that look like facts, with the form behind each filled in."""
