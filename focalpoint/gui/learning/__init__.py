"""What a participant learns with between exercises: questions with feedback, and terms."""
