"""Small widgets used on every page."""
