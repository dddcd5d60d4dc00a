"""YooKassa (Russia): cards, SBP and wallets in roubles, by its API v3."""
