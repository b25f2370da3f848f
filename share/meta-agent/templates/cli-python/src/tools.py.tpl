"""The command line.

Exit codes: 0 done, 1 refused (a file, or what is in it), 2 wrong use.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from . import __version__, operations


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program and gives its exit code."""
    options = build_parser().parse_args(argv)
    try:
        sys.stdout.write(options.run(options))
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        print(f"<%= app.name %>: {_reason(error)}", file=sys.stderr)
        return 1
    return 0


def run() -> None:
    """The program's entry."""
    try:
        sys.exit(main())
    except BrokenPipeError:  # as in `<%= app.name %> … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="<%= app.name %>",
<% if single %>
<% for op in operations %>
        description="<%= op.summary %>.",
<% end %>
<% else %>
        description=<%= app.summary | json %>.replace("%", "%%"),
<% end %>
    )
    parser.add_argument("--version", action="version", version=f"<%= app.name %> {__version__}")
<% if not single %>
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
<% end %>
<% for op in operations %>

<% if single %>
    command = parser
<% else %>
    command = commands.add_parser("<%= op.command %>", help="<%= op.summary %>", description="<%= op.summary %>.")
<% end %>
<% for a in op.arguments %>
    command.add_argument("<%= a.name %>"<% if a.help %>, help="<%= a.help %>"<% end %>)
<% end %>
<% for o in op.options %>
<% if o.type == "flag" %>
    command.add_argument("--<%= o.option %>", action="store_true", help="<%= o.help %>")
<% else %>
    command.add_argument(
        "--<%= o.option %>",
<% if o.type == "int" %>
        type=int,
        metavar="N",
<% elif o.values %>
        choices=(<% for v in o.values %>"<%= v %>", <% end %>),
<% else %>
        metavar="TEXT",
<% end %>
        default=<%= o.default | json %>,
        help="<%= o.help %><% if o.default %> (default: %(default)s)<% end %>",
    )
<% end %>
<% end %>
<% if op.input == "text" %>
    command.add_argument("files", nargs="*", metavar="FILE", help="standard input where there is none, or -")
<% elif op.input == "paths" %>
    command.add_argument("paths", nargs="+", metavar="PATH")
<% end %>
    command.set_defaults(run=_<%= op.id %>)
<% end %>
    return parser
<% for op in operations %>


def _<%= op.id %>(options: argparse.Namespace) -> str:
<% if op.arguments or op.options %>
    given = {
<% for a in op.arguments %>
        "<%= a.name %>": options.<%= a.name %>,
<% end %>
<% for o in op.options %>
        "<%= o.name %>": options.<%= o.name %>,
<% end %>
    }
<% else %>
    given: dict[str, str] = {}
<% end %>
<% if op.input == "none" %>
    return operations.<%= op.id %>(**given)
<% elif op.input == "paths" %>
    return operations.<%= op.id %>(options.paths, **given)
<% elif op.perFile == "sum" %>
    results = [(name, operations.<%= op.id %>(_read(name), **given)) for name in options.files or ["-"]]
    if len(results) == 1:
        return results[0][1]
    columns = zip(*(map(int, result.split()) for _, result in results))
    results.append(("total", " ".join(str(sum(column)) for column in columns)))
    return "".join(f"{result.rstrip()} {name}\n" for name, result in results)
<% elif op.perFile == "named" %>
    files = options.files or ["-"]
    results = [(name, operations.<%= op.id %>(_read(name), **given)) for name in files]
    if len(files) == 1:
        return results[0][1]
    return "".join(f"{name}:{line}\n" for name, result in results for line in result.splitlines())
<% else %>
    return operations.<%= op.id %>(_read_all(options.files), **given)
<% end %>
<% end %>
<% if textOperations %>


def _read(name: str) -> str:
    data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    return data.decode("utf-8-sig", "replace")


def _read_all(names: list[str]) -> str:
    """Files one behind the other; a last line without an end is ended where another follows."""
    texts = [_read(name) for name in names or ["-"]]
    return "".join(t if t.endswith("\n") or not t else t + "\n" for t in texts[:-1]) + texts[-1]
<% end %>


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError):
        return f"{error.filename or 'standard output'}: {error.strerror}"
    return str(error)
