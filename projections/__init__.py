"""What it means: the fold from facts to standing, and read models that follow the log."""
