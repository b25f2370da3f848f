"""Records in memory: added, found, changed and removed, with unique values and references kept."""

from __future__ import annotations

import copy
from typing import Any, Generic, TypeVar

from .errors import InUseError, InvalidError, NotFoundError
from .models import <% for e in entities %><%= e.name %>, <% end %>Record

R = TypeVar("R", bound=Record)


class Repository(Generic[R]):
    """The records of one kind. What is given and taken are copies."""

    def __init__(self, model: type[R], database: Database) -> None:
        self.model = model
        self._database = database
        self._records: dict[int, R] = {}
        self._next_id = 1

    def add(self, record: R) -> R:
        """Keeps a new record and gives it with its id. Raises InvalidError."""
        kept = copy.deepcopy(record)
        kept.id = self._next_id
        self._check(kept)
        self._records[self._next_id] = kept
        self._next_id += 1
        return copy.deepcopy(kept)

    def get(self, record_id: int) -> R:
        """Raises NotFoundError."""
        if record_id not in self._records:
            raise NotFoundError(self.model.LABEL.lower(), record_id)
        return copy.deepcopy(self._records[record_id])

    def update(self, record_id: int, **changes: Any) -> R:
        """Changes the named fields only. Raises NotFoundError or InvalidError."""
        changed = self.get(record_id)
        for name, value in changes.items():
            if all(name != field.name for field in self.model.FIELDS):
                raise InvalidError({name: "is no field"})
            setattr(changed, name, copy.deepcopy(value))
        self._check(changed)
        self._records[record_id] = changed
        return copy.deepcopy(changed)

    def remove(self, record_id: int) -> None:
        """Raises NotFoundError, or InUseError while others refer to the record."""
        self.get(record_id)
        user = self._database.find_reference(self.model, record_id)
        if user:
            raise InUseError(
                f"{self.model.LABEL.lower()} {record_id} is used by "
                f"{user.LABEL.lower()} {user.id}"
            )
        del self._records[record_id]

    def find(
        self,
        *,
        where: dict[str, Any] | None = None,
        search: str = "",
        sort: str = "id",
        reverse: bool = False,
    ) -> list[R]:
        """The records with those values that contain the searched text, in order.

        Records without a value to sort by come last.
        """
        for name in [*(where or {}), sort]:
            if name != "id" and all(name != field.name for field in self.model.FIELDS):
                raise InvalidError({name: "is no field"})
        found = [record for record in self._records.values() if self._matches(record, where, search)]
        there = [record for record in found if getattr(record, sort) is not None]
        there.sort(key=lambda record: self._sort_key(record, sort), reverse=reverse)
        return copy.deepcopy(there + [record for record in found if getattr(record, sort) is None])

    def __len__(self) -> int:
        return len(self._records)

    def to_json(self) -> dict[str, Any]:
        return {
            "next_id": self._next_id,
            "records": [record.to_json() for record in self._records.values()],
        }

    def load_json(self, data: dict[str, Any]) -> None:
        """Raises InvalidError where the data is not what to_json() gave."""
        records = [self.model.from_json(values) for values in data.get("records", [])]
        for record in records:
            if not isinstance(record.id, int) or record.id < 1 or record.id in self._records:
                raise InvalidError({"id": "must be a number of its own"})
            self._records[record.id] = record
        self._next_id = max([data.get("next_id", 1), *(key + 1 for key in self._records)])

    def _check(self, record: R) -> None:
        record.check()
        problems = {}
        for field in self.model.FIELDS:
            value = getattr(record, field.name)
            if value is None:
                continue
            if field.unique and any(
                other.id != record.id and getattr(other, field.name) == value
                for other in self._records.values()
            ):
                problems[field.name] = "is taken already"
            if field.refers_to and not self._database.has(field.refers_to, value):
                problems[field.name] = f"{value} does not exist"
        if problems:
            raise InvalidError(problems)

    def _matches(self, record: R, where: dict[str, Any] | None, search: str) -> bool:
        if any(getattr(record, name) != value for name, value in (where or {}).items()):
            return False
        texts = (field.show(getattr(record, field.name)) for field in self.model.FIELDS)
        return not search or any(search.casefold() in text.casefold() for text in texts)

    @staticmethod
    def _sort_key(record: R, sort: str) -> Any:
        value = getattr(record, sort)
        if isinstance(value, str):
            return value.casefold()
        return str(value) if isinstance(value, (dict, list)) else value


class Database:
    """Everything that is kept."""

    def __init__(self) -> None:
<% for e in entities %>
        self.<%= e.table %> = Repository(<%= e.name %>, self)
<% end %>
        self._repositories: dict[str, Repository[Any]] = {
<% for e in entities %>
            "<%= e.table %>": self.<%= e.table %>,
<% end %>
        }

    def of(self, model: type[R]) -> Repository[R]:
        """The repository of a kind of record."""
        return next(kept for kept in self._repositories.values() if kept.model is model)

    def has(self, name: str, record_id: int) -> bool:
        return record_id in self._repositories[name]._records

    def find_reference(self, model: type[Record], record_id: int) -> Record | None:
        """A record that refers to that one."""
        for repository in self._repositories.values():
            for field in repository.model.FIELDS:
                if not field.refers_to or self._repositories[field.refers_to].model is not model:
                    continue
                for record in repository._records.values():
                    if getattr(record, field.name) == record_id and (
                        repository.model is not model or record.id != record_id
                    ):
                        return record
        return None

    def to_json(self) -> dict[str, Any]:
        return {name: kept.to_json() for name, kept in self._repositories.items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Database:
        """Raises InvalidError where the data is not what to_json() gave."""
        database = cls()
        for name, kept in database._repositories.items():
            kept.load_json(data.get(name, {}))
        return database
