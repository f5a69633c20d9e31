"""What everybody may take away: data sets as files, described column by column."""
