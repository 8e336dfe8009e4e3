"""What Lector knows: pure values and decisions, with no I/O, no cloud and no engine library."""
