"""Copies of a register: written while others record, examined, and restored.

In: a register, or a backup's file.
Out: the other of the two, or why it can't be.
"""
