"""Documents shown inside the program."""
