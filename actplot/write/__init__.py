"""Files, tables and cards."""
