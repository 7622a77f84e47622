"""What today asks for."""
