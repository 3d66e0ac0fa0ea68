"""What makes the tests and the pictures possible, run by `make`."""
