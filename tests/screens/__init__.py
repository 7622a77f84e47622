"""Pictures of every screen: made in each language and theme, and checked."""
