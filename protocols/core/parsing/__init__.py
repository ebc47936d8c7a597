"""Reading what comes from outside into facts."""
