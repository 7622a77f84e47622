"""Learning: fictional vaults."""
