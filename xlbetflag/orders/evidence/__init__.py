"""What became of what left: looks at the venue, held against what was sent."""
