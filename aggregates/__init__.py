"""What may happen: facts, vocabulary, dates, and the aggregates with their rules. No I/O."""
