"""Bundles, people, servers and decisions on conflicts."""
