"""Use cases: plain functions over a workspace."""
