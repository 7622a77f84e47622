"""Carriers of opaque bytes."""
