"""From a file to ranked hits: read, parse, cut, encode, index, search."""
