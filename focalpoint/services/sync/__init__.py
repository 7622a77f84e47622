"""Bundles by way of servers and rooms."""
