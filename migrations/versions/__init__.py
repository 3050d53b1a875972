"""The steps, in their order: small, linear, read by hand."""
