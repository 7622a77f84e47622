"""Bundles and the people who exchange them: export, import, trust, conflicts, erasure."""
