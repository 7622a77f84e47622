"""What keeps a vault sound: backups, checks, drills, repair."""
