"""The reading pane: a record with its tabs and steps."""
