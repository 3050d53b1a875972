"""Evidence that is handed over: a bundle of one relationship, and the program that checks it."""
