"""The ticket desk: a clerk's pages in the staff's site, above everything that sells."""
