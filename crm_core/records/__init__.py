"""What people edit, and its history: reads for the screens, and typed text turned into values."""
