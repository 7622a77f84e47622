"""Records and their life: requests, dossiers, clocks, search, history, documents."""
