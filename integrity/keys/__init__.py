"""Keys: the register's own, which sign in turn, and those of the witnesses whom it knows.

In: files with a private key, which nothing copies into the database, and verifier keys.
Out: signers, and public keys with the endorsements that lead from one to the next.
"""
