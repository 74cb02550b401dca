"""`python -m actplot` is the command `actplot`."""

from actplot.cli import run

if __name__ == "__main__":
    run()
