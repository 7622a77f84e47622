"""What every use case stands on: the open vault, settings, keys, tasks and the names of actions."""
