"""The page: its file, its script in a browser and in node."""
