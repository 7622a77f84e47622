"""Letters and summaries as PDF."""
