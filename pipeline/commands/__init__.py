"""One module a command or group of commands, each with a typer `app`; pipeline/cli.py lists them."""
