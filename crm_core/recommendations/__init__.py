"""What to offer whom, why, and why not."""
