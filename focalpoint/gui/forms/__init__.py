"""Editors generated from field specs."""
