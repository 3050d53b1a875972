"""Commands about laws: read from files, shown, and applied to whom they are about.

In: files and options.
Out: laws in the log, and the obligations that follow.
"""
