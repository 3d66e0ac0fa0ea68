"""What people wrote: finding it, and reading what it is about and how it is meant."""
