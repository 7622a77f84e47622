"""Every screen rendered and checked: what `focalpoint.gui.screenshots` is made of."""
