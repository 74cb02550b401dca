"""What the start is compared with: a Typer program of one command."""

from typing import Annotated

import typer

app = typer.Typer()


def names() -> list[str]:
    """Return what completion offers."""
    return ["sigmoid", "silu", "softplus", "tanh"]


def tell_version(asked: bool) -> None:
    """Print the version, and run nothing else."""
    if asked:
        print("bare_typer 0.1.0")
        raise typer.Exit


@app.command()
def main(
    name: Annotated[str, typer.Argument(autocompletion=names)] = "tanh",
    version: Annotated[bool, typer.Option(callback=tell_version, is_eager=True)] = False,
) -> None:
    """Print a name."""
    print(name)


if __name__ == "__main__":
    app(prog_name="bare_typer")
