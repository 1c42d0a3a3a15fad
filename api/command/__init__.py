"""The command line: `rostrum serve | index | documents | search | ask | show | remove`."""

from api.command.group import main

__all__ = ["main"]
