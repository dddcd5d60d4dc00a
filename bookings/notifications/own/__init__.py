"""Letters in the operator's words: a text with named places, nothing that can be carried out."""
