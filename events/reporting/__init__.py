"""Reports of meetings, and what a meeting has moved."""
