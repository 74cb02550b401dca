"""What the start is compared with: a Typer program of one command."""

import typer

app = typer.Typer()


def names() -> list[str]:
    """Return what completion offers."""
    return ["sigmoid", "silu", "softplus", "tanh"]


@app.command()
def main(name: str = typer.Argument("tanh", autocompletion=names)) -> None:
    """Print a name."""
    print(name)


if __name__ == "__main__":
    app(prog_name="bare_typer")
