"""Reading files and parsing them into records."""
