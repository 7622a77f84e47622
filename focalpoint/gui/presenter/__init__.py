"""What a trainer shows a room: slides of the material, and where an exercise stands, in three languages at once."""
