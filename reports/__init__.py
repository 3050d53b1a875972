"""What people read: one module for each kind of report."""
