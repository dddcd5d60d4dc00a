"""bePaid (Belarus): cards in Belarusian roubles, paid on its hosted page."""
