"""The Typer command: a line that is typed, checked, and handed to the task that it asks for."""
