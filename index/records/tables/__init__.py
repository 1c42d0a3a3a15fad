"""Tables of names that ship with the package, and the script that makes the generated ones."""
