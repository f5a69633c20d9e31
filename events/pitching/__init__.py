"""Pitches: who applies, what is chosen, the timer of the talk, and who can help."""
