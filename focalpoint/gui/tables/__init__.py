"""Models and views for long lists."""
