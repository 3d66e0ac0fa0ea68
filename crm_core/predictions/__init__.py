"""What a customer will do, in numbers: each with how it was reached and how far to trust it."""
