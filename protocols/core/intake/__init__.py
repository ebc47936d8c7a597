"""The intake form, its answers, and what follows from them: all of it pure."""
