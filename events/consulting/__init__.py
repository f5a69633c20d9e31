"""Topics that people put to the office."""
