"""Follow-ups, whom one would like to talk to again, and the questionnaire."""
