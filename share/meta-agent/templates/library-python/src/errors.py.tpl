"""What can be wrong with a record, or with what is asked of it."""


class RecordError(Exception):
    """The base of all of them."""


class NotFoundError(RecordError):
    """There is no such record."""

    def __init__(self, label: str, record_id: int) -> None:
        super().__init__(f"{label} {record_id} does not exist")


class InUseError(RecordError):
    """Others refer to the record."""


class InvalidError(RecordError):
    """Values are missing or wrong; `problems` says of which field and why."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in problems.items()))
        self.problems = problems
