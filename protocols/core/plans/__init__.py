"""Plans and calendars that come from elsewhere: read from files, and merged with what is here."""
