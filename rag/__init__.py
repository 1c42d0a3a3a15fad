"""From hits to a cited answer: extract, cite, verify, refuse, answer."""
