"""The command line: <% if alone %>`<%= app.name %> COMMAND`<% else %>`<%= app.name %> KIND COMMAND`<% end %>.

Exit codes: 0 done, 1 refused (no such record, in use, the file), 2 wrong use or wrong values.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from . import __version__, table
from .errors import InvalidError, RecordError
from .fields import Field
from .models import <% for e in entities %><%= e.name %>, <% end %>Record
from .store import Store, StoreError, default_path

MODELS: dict[str, type[Record]] = {
<% for e in entities %>
    "<%= e.command %>": <%= e.name %>,
<% end %>
}
<% for e in entities %>
<% if e.doneField %>
<%= e.name | constant %>_DONE = "<%= e.doneField.attr %>"
<% end %>
<% end %>


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program and gives its exit code."""
    options = build_parser().parse_args(argv)
    try:
        sys.stdout.write(options.run(options, Store(options.file or default_path())))
        sys.stdout.flush()
    except InvalidError as error:
        return _fail("; ".join(_reasons(options.model, error)), 2)
    except (RecordError, StoreError) as error:
        return _fail(str(error), 1)
    return 0


def run() -> None:
    """The program's entry."""
    try:
        sys.exit(main())
    except OSError as error:  # of standard output; in `<%= app.name %> … | head` it needs no words
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):
            _fail(f"standard output: {error.strerror}", 1)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="<%= app.name %>",
        description=<%= app.summary | json %>.replace("%", "%%"),
        epilog="Records are kept in --file, else $<%= app.module | constant %>_FILE, else "
        "~/.local/share/<%= app.name %>/<%= app.name %>.json.",
    )
    parser.add_argument("--version", action="version", version=f"<%= app.name %> {__version__}")
    parser.add_argument("--file", type=Path, metavar="PATH", help="the file with the records")
<% if alone %>
    for model in MODELS.values():
        _add_commands(parser, model)
<% else %>
    kinds = parser.add_subparsers(title="kinds of record", metavar="KIND", required=True)
    for name, model in MODELS.items():
        kind = kinds.add_parser(name, help=f"add, list, show, edit, remove {model.LABELS.lower()}")
        _add_commands(kind, model)
<% end %>
    return parser


def _add_commands(parser: argparse.ArgumentParser, model: type[Record]) -> None:
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def command(name: str, run: Any, summary: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=summary, description=summary)
        made.set_defaults(run=run, model=model)
        return made

    adding = command("add", _add, "add one")
    for field in model.FIELDS:
        _add_field(adding, field, title=field.name == model.TITLE)
    _add_output(adding, model)

    listing = command("list", _list, f"list {model.LABELS.lower()}")
    listing.add_argument("--search", default="", metavar="TEXT", help="only those with this text")
    listing.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="FIELD=VALUE",
        help="only those with this value; may be repeated",
    )
    listing.add_argument("--sort", default="id", metavar="FIELD", help="the field to sort by")
    listing.add_argument("--reverse", action="store_true", help="the last first")
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.add_argument("--csv", action="store_true", help="as CSV")

    showing = command("show", _show, "show one with all its fields")
    showing.add_argument("id", type=int, metavar="ID")
    showing.add_argument("--json", action="store_true", help="as JSON")

    editing = command("edit", _edit, "change one; an empty value removes the old one")
    editing.add_argument("id", type=int, metavar="ID")
    for field in model.FIELDS:
        _add_field(editing, field, editing=True)
    _add_output(editing, model)

    removing = command("remove", _remove, f"remove {model.LABELS.lower()}")
    removing.add_argument("ids", type=int, nargs="+", metavar="ID")
    removing.add_argument("--quiet", action="store_true", help="print nothing when it is done")
<% for e in entities %>
<% if e.doneField %>
<% if alone %>

    finishing = command("done", _done, f"mark {model.LABELS.lower()} as <%= e.doneField.label | lower %>")
    finishing.add_argument("ids", type=int, nargs="+", metavar="ID")
    finishing.add_argument("--json", action="store_true", help="print the records as JSON")
    finishing.add_argument("--quiet", action="store_true", help="print nothing when it is done")
    finishing.set_defaults(field=<%= e.name | constant %>_DONE)
<% else %>

    if model is <%= e.name %>:
        finishing = command("done", _done, f"mark {model.LABELS.lower()} as <%= e.doneField.label | lower %>")
        finishing.add_argument("ids", type=int, nargs="+", metavar="ID")
        finishing.add_argument("--json", action="store_true", help="print the records as JSON")
        finishing.add_argument("--quiet", action="store_true", help="print nothing when it is done")
        finishing.set_defaults(field=<%= e.name | constant %>_DONE)
<% end %>
<% end %>
<% end %>


def _add_field(
    parser: argparse.ArgumentParser, field: Field, *, title: bool = False, editing: bool = False
) -> None:
    about = field.label.lower()
    if field.values:
        about += ": " + ", ".join(field.values)
    elif field.refers_to:
        about += ": its id"
    about = about.replace("%", "%%")
    if title:
        parser.add_argument(field.name, metavar=field.option.upper(), help=about)
    elif field.type == "boolean":
        parser.add_argument(
            f"--{field.option}", dest=field.name, action=argparse.BooleanOptionalAction, help=about
        )
    else:
        parser.add_argument(
            f"--{field.option}",
            dest=field.name,
            metavar=field.type.upper(),
            required=field.required and not editing,
            help=about,
        )


def _add_output(parser: argparse.ArgumentParser, model: type[Record]) -> None:
    """How a change is told, where no field is called so."""
    fields = {field.option for field in model.FIELDS}
    if "json" not in fields:
        parser.add_argument("--json", action="store_true", help="print the record as JSON")
    if "quiet" not in fields:
        parser.add_argument("--quiet", action="store_true", help="print nothing when it is done")
    parser.set_defaults(tells_json="json" not in fields, may_be_quiet="quiet" not in fields)


def _told(options: argparse.Namespace, record: Record, text: str) -> str:
    """What a change prints."""
    if options.tells_json and options.json:
        return table.as_json([record])
    return "" if options.may_be_quiet and options.quiet else text


def _values(options: argparse.Namespace) -> dict[str, Any]:
    """What the options say, in the types of the fields. Raises InvalidError."""
    values: dict[str, Any] = {}
    problems = {}
    for field in options.model.FIELDS:
        text = getattr(options, field.name)
        if text is None:
            continue
        try:
            if isinstance(text, bool):
                values[field.name] = text
            else:
                values[field.name] = field.parse(text) if text or field.required else None
        except ValueError as error:
            problems[field.name] = str(error)
    if problems:
        raise InvalidError(problems)
    return values


def _add(options: argparse.Namespace, store: Store) -> str:
    values = _values(options)
    with store.change() as database:
        added = database.of(options.model).add(options.model(**values))
    text = f"added {added.LABEL.lower()} {added.id}: {table.visible(str(added))}\n"
    return _told(options, added, text)


def _list(options: argparse.Namespace, store: Store) -> str:
    model = options.model
    where = {}
    for condition in options.where:
        name, equals, text = condition.partition("=")
        field = _field(model, name)
        try:
            if not equals:
                raise ValueError("must be given as FIELD=VALUE")
            where[field.name] = field.parse(text) if text else None
        except ValueError as error:
            raise InvalidError({field.name: str(error)}) from None
    sort = options.sort if options.sort == "id" else _field(model, options.sort).name
    found = store.read().of(model).find(
        where=where, search=options.search, sort=sort, reverse=options.reverse
    )
    if options.json:
        return table.as_json(found)
    return table.as_csv(model, found) if options.csv else table.as_table(model, found)


def _show(options: argparse.Namespace, store: Store) -> str:
    record = store.read().of(options.model).get(options.id)
    return table.as_json([record]) if options.json else table.as_details(record)


def _edit(options: argparse.Namespace, store: Store) -> str:
    values = _values(options)
    if not values:
        raise InvalidError({"nothing": "say what is to be changed, as --help shows"})
    with store.change() as database:
        changed = database.of(options.model).update(options.id, **values)
    text = f"changed {changed.LABEL.lower()} {changed.id}: {table.visible(str(changed))}\n"
    return _told(options, changed, text)


def _remove(options: argparse.Namespace, store: Store) -> str:
    label = options.model.LABEL.lower()
    with store.change() as database:
        for record_id in options.ids:
            database.of(options.model).remove(record_id)
    if options.quiet:
        return ""
    return "".join(f"removed {label} {record_id}\n" for record_id in options.ids)
<% if anyDone %>


def _done(options: argparse.Namespace, store: Store) -> str:
    with store.change() as database:
        kept = database.of(options.model)
        done = [kept.update(record_id, **{options.field: True}) for record_id in options.ids]
    if options.json:
        return table.as_json(done)
    if options.quiet:
        return ""
    return "".join(f"done: {table.visible(str(record))}\n" for record in done)
<% end %>


def _field(model: type[Record], name: str) -> Field:
    try:
        return model.field(name)
    except KeyError:
        names = ", ".join(field.option for field in model.FIELDS)
        raise InvalidError({name or "field": f"is no field, there are: {names}"}) from None


def _reasons(model: type[Record], error: InvalidError) -> list[str]:
    """Problems under the names that are typed."""
    names = {field.name: field.option for field in model.FIELDS}
    return [f"{names.get(name, name)}: {why}" for name, why in error.problems.items()]


def _fail(message: str, code: int) -> int:
    print(f"<%= app.name %>: {table.visible(message)}", file=sys.stderr)
    return code
