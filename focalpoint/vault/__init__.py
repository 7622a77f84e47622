"""The encrypted store: the only package that talks to SQLCipher."""
