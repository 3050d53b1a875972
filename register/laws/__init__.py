"""What follows from a law for whom it is about, as the log has both.

In: facts just recorded.
Out: obligations to record with them, and designations in force.
"""
