"""What a run is worth, for a reader: a terminal table, a Markdown summary, an HTML report."""
