"""What a row asks for beside its bet, and when that falls due. Pure: no I/O and no clock."""
