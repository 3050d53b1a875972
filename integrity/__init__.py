"""What proves that nobody touched the log: a Merkle tree over it, and signed checkpoints."""
