"""The words of reports, in six languages: labels, meanings, sentences, names, days, numbers.

In: words of the domain, and a language.
Out: texts to show.
"""
