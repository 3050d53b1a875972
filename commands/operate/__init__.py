"""Commands that run a register: set-up, files in and out, read models, copies, its health.

In: options, files.
Out: a register that works, or what to do about it.
"""
