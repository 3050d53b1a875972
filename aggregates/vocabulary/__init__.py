"""The vocabulary: what a fact is made of, and the types of fact there are.

In: values as JSON has them.
Out: checked, frozen events, each under its stored name.
"""
