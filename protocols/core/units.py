"""Time as the core counts it: whole microseconds since 1970-01-01T00:00Z, and lengths in the same."""

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
