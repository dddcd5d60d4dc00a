"""A bank to try things out with: it keeps its own book, has its own page, and no real money."""
