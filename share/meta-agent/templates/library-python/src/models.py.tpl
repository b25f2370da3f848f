"""The kinds of records."""

from __future__ import annotations

import datetime
import decimal
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from .errors import InvalidError
from .fields import Field

R = TypeVar("R", bound="Record")


@dataclass(kw_only=True)
class Record:
    """What all kinds have in common."""

    LABEL: ClassVar[str] = ""
    LABELS: ClassVar[str] = ""
    TITLE: ClassVar[str] = ""
    FIELDS: ClassVar[tuple[Field, ...]] = ()

    id: int | None = None

    @classmethod
    def field(cls, name: str) -> Field:
        """The field of that name, or with that option. Raises KeyError."""
        for field in cls.FIELDS:
            if name in (field.name, field.option):
                return field
        raise KeyError(name)

    def check(self) -> None:
        """Raises InvalidError where values are missing or wrong."""
        problems = {}
        for field in self.FIELDS:
            try:
                field.check(getattr(self, field.name))
            except ValueError as error:
                problems[field.name] = str(error)
        if problems:
            raise InvalidError(problems)

    def to_json(self) -> dict[str, Any]:
        values = {field.name: field.to_json(getattr(self, field.name)) for field in self.FIELDS}
        return {"id": self.id, **values}

    @classmethod
    def from_json(cls: type[R], values: dict[str, Any]) -> R:
        """Raises InvalidError where they are not those of a record."""
        kept: dict[str, Any] = {"id": values.get("id")}
        problems = {}
        for field in cls.FIELDS:
            try:
                kept[field.name] = field.from_json(values.get(field.name))
            except ValueError as error:
                problems[field.name] = str(error)
        if problems:
            raise InvalidError(problems)
        record = cls(**kept)
        record.check()
        return record

    def __str__(self) -> str:
        return str(getattr(self, self.TITLE))
<% for e in entities %>


@dataclass(kw_only=True)
class <%= e.name %>(Record):
    """A <%= e.label | lower %>."""

<% for f in e.fields %>
<% if f.type == "boolean" %>
    <%= f.attr %>: bool = False
<% elif f.required %>
    <%= f.attr %>: <%= f.pyType %>
<% else %>
    <%= f.attr %>: <%= f.pyType %> | None = None
<% end %>
<% end %>
<% for r in e.refs %>
    <%= r.attr %>: int<% if not r.required %> | None = None<% end %>
<% end %>

    LABEL: ClassVar[str] = <%= e.label | json %>
    LABELS: ClassVar[str] = <%= e.labels | json %>
    TITLE: ClassVar[str] = "<%= e.title.attr %>"
    FIELDS: ClassVar[tuple[Field, ...]] = (
<% for f in e.fields %>
        Field(
            "<%= f.attr %>",
            <%= f.label | json %>,
            "<%= f.type %>",
<% if f.required and f.type != "boolean" %>
            required=True,
<% end %>
<% if f.unique %>
            unique=True,
<% end %>
<% if f.type == "enum" %>
            values=(<% for v in f.values %><%= v | json %>,<% if not loop.last %> <% end %><% end %>),
<% end %>
            option="<%= f.option %>",
        ),
<% end %>
<% for r in e.refs %>
        Field(
            "<%= r.attr %>",
            <%= r.label | json %>,
            "reference",
<% if r.required %>
            required=True,
<% end %>
            refers_to="<%= r.toTable %>",
            option="<%= r.option %>",
        ),
<% end %>
    )
<% end %>
