"""The question set, runs over it, measures and reports."""
