"""What happens at the practice exchange by itself: scripted events, makers, the clock."""
