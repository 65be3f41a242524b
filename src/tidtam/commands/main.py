"""``tidtam``: finds the command, starts Django only for those that need it.

Each command is a module of this package with ``add_arguments(parser)`` and
``run(args) -> int`` (the exit code).
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from typing import NoReturn, Protocol, cast

COMMANDS = {
    "score": "score answers with a framework (no database needed)",
    "frameworks": "check a framework file, list or load the shipped ones",
    "offices": "find an office by any of its names, list all",
    "schools": "import the list of schools, find a school",
    "results": "import marks, compute, check and publish a round",
    "sheets": "print the result sheets of a round as PDF and Word",
    "demo": "load the demonstration year",
    "people": "invite somebody to a post, list who holds which",
    "history": "verify the record of acts",
    "prepare": "bring the database up to date and load the shipped data",
    "serve": "serve the site and work off background jobs",
    "worker": "work off background jobs only",
}

# These need no database; they start in a fraction of the time.
WITHOUT_DJANGO = frozenset({"score", "frameworks"})


class Command(Protocol):
    """What a command module looks like."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def _load(name: str) -> Command:
    return cast("Command", importlib.import_module(f"tidtam.commands.{name}"))


def _help() -> str:
    lines = [f"  {name:<12}{what}" for name, what in COMMANDS.items()]
    return "\n".join(["usage: tidtam COMMAND …", "", *lines, "", "tidtam COMMAND --help"])


class Parser(argparse.ArgumentParser):
    """Refuses wrong words with one sentence in both languages."""

    def error(self, message: str) -> NoReturn:
        line = " ".join(message.split())
        self.exit(
            2,
            f"คำสั่งไม่ครบหรือไม่ถูกต้อง พิมพ์ {self.prog} --help เพื่อดูวิธีใช้ / "
            f"The command is not right ({line}); type {self.prog} --help.\n",
        )


def start_django() -> None:
    """Read the settings and load the rooms; quick when that is done already."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
    import django

    django.setup()


def _run(name: str, rest: Sequence[str]) -> int:
    try:
        if name not in WITHOUT_DJANGO:
            start_django()
        command = _load(name)
        parser = Parser(prog=f"tidtam {name}", description=COMMANDS[name])
        command.add_arguments(parser)
        return command.run(parser.parse_args(rest))
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has gone, as `head` does; nothing is left to tell it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        from tidtam.commands.troubles import sentence_of

        sentence = sentence_of(error)
        if sentence is None:
            raise
        print(f"{sentence.th} / {sentence.en}", file=sys.stderr)
        return 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; exit codes: 0 done, 2 bad input with one sentence on stderr."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ("-h", "--help", "help"):
        print(_help())
        return 0
    if words[0] not in COMMANDS:
        print(
            f"ไม่มีคำสั่ง {words[0]!r} พิมพ์ tidtam --help เพื่อดูคำสั่งทั้งหมด / "
            f"No command {words[0]!r}; type tidtam --help for the list.",
            file=sys.stderr,
        )
        return 2
    return _run(words[0], words[1:])


if __name__ == "__main__":
    sys.exit(main())
