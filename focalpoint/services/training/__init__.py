"""Fictional vaults to learn with."""
