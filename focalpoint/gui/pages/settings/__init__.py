"""Settings, care of the vault, and what is rarely done."""
