"""The page of a register, its list, and what comes in as tables and cards."""
