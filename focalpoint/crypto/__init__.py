"""Thin, pure functions over audited libraries."""
