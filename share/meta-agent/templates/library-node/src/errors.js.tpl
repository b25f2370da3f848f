/** What can be wrong with a record, or with what is asked of it. */
export class RecordError extends Error {
  constructor(message) {
    super(message);
    this.name = new.target.name;
  }
}

/** There is no such record. */
export class NotFoundError extends RecordError {}

/** Others refer to the record. */
export class InUseError extends RecordError {}

/** Values are missing or wrong; `problems` says of which field and why. */
export class InvalidError extends RecordError {
  constructor(problems) {
    super(
      Object.entries(problems)
        .map(([name, why]) => `${name}: ${why}`)
        .join("; "),
    );
    this.problems = problems;
  }
}
