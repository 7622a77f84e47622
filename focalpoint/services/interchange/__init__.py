"""Records from and to other programs: tables, mail, contact cards, open files."""
