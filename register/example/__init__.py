"""The example register: facts of real articles and case histories, as JSON Lines."""
