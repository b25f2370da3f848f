import { InUseError, InvalidError, NotFoundError } from "./errors.js";
import { checkValue, showValue } from "./fields.js";
import { <% for e in entities %><% if not loop.first %>, <% end %><%= e.var %>Model<% end %> } from "./models.js";

/** The records of one kind. What is given and taken are copies. */
export class Repository {
  #records = new Map();
  #nextId = 1;

  constructor(model, database) {
    this.model = model;
    this.database = database;
  }

  get size() {
    return this.#records.size;
  }

  /** Keeps a new record and gives it with its id. Throws InvalidError. */
  add(values) {
    const record = this.#complete(values, this.#nextId);
    this.#check(record);
    this.#records.set(record.id, record);
    this.#nextId += 1;
    return structuredClone(record);
  }

  /** Throws NotFoundError. */
  get(id) {
    const record = this.#records.get(id);
    if (!record) throw new NotFoundError(`${this.model.label.toLowerCase()} ${id} does not exist`);
    return structuredClone(record);
  }

  has(id) {
    return this.#records.has(id);
  }

  /** Changes the named fields only. Throws NotFoundError or InvalidError. */
  update(id, changes) {
    const record = this.#complete({ ...this.get(id), ...changes }, id);
    this.#check(record);
    this.#records.set(id, record);
    return structuredClone(record);
  }

  /** Throws NotFoundError, or InUseError while others refer to the record. */
  remove(id) {
    this.get(id);
    const user = this.database.findReference(this.model, id);
    if (user) {
      throw new InUseError(`${this.model.label.toLowerCase()} ${id} is used by ${user}`);
    }
    this.#records.delete(id);
  }

  /**
   * The records with those values that contain the searched text, in order. Records without a value
   * to sort by come last.
   */
  find({ where = {}, search = "", sort = "id", reverse = false } = {}) {
    for (const name of [...Object.keys(where), sort]) this.#known(name);
    const text = search.toLowerCase();
    const found = [...this.#records.values()].filter(
      (record) =>
        Object.entries(where).every(([name, value]) => same(record[name], value)) &&
        (text === "" ||
          this.model.fields.some((f) => showValue(f, record[f.name]).toLowerCase().includes(text))),
    );
    const there = found.filter((record) => record[sort] !== null);
    there.sort((a, b) => compare(a[sort], b[sort]) * (reverse ? -1 : 1) || a.id - b.id);
    return structuredClone([...there, ...found.filter((record) => record[sort] === null)]);
  }

  toJSON() {
    return { nextId: this.#nextId, records: [...this.#records.values()] };
  }

  /** Throws InvalidError where the data is not what toJSON() gave. */
  load({ nextId = 1, records = [] } = {}) {
    if (!Array.isArray(records)) throw new InvalidError({ records: "must be a list" });
    for (const values of records) {
      const id = values?.id;
      if (!Number.isSafeInteger(id) || id < 1 || this.#records.has(id)) {
        throw new InvalidError({ id: "must be a number of its own" });
      }
      const record = this.#complete(values, id);
      this.#checkValues(record);
      this.#records.set(id, record);
    }
    this.#nextId = Math.max(Number(nextId) || 1, ...[...this.#records.keys()].map((id) => id + 1));
  }

  #known(name) {
    if (name !== "id" && !this.model.fields.some((field) => field.name === name)) {
      throw new InvalidError({ [name]: "is no field" });
    }
  }

  #complete(values, id) {
    Object.keys(values).forEach((name) => this.#known(name));
    const record = { id };
    for (const { name, type } of this.model.fields) {
      record[name] = structuredClone(values[name] ?? (type === "boolean" ? false : null));
    }
    return record;
  }

  #checkValues(record) {
    const problems = {};
    for (const field of this.model.fields) {
      try {
        checkValue(field, record[field.name]);
      } catch (error) {
        problems[field.name] = error.message;
      }
    }
    if (Object.keys(problems).length > 0) throw new InvalidError(problems);
  }

  #check(record) {
    this.#checkValues(record);
    const problems = {};
    for (const { name, unique, refersTo } of this.model.fields) {
      const value = record[name];
      if (value === null) continue;
      const others = [...this.#records.values()].filter(({ id }) => id !== record.id);
      if (unique && others.some((other) => same(other[name], value))) {
        problems[name] = "is taken already";
      }
      if (refersTo && !this.database[refersTo].has(value)) problems[name] = `${value} does not exist`;
    }
    if (Object.keys(problems).length > 0) throw new InvalidError(problems);
  }
}

/** Everything that is kept. */
export class Database {
<% for e in entities %>
  <%= e.vars %> = new Repository(<%= e.var %>Model, this);
<% end %>

  get repositories() {
    return [<% for e in entities %><% if not loop.first %>, <% end %>this.<%= e.vars %><% end %>];
  }

  /** What refers to a record, in words; undefined where nothing does. */
  findReference(model, id) {
    for (const repository of this.repositories) {
      for (const { name, refersTo } of repository.model.fields) {
        if (refersTo !== model.collection) continue;
        const user = repository
          .find({ where: { [name]: id } })
          .find((record) => repository.model !== model || record.id !== id);
        if (user) return `${repository.model.label.toLowerCase()} ${user.id}`;
      }
    }
    return undefined;
  }

  toJSON() {
    return Object.fromEntries(this.repositories.map((kept) => [kept.model.collection, kept.toJSON()]));
  }

  /** Throws InvalidError where the data is not what toJSON() gave. */
  static fromJSON(data) {
    const database = new Database();
    for (const kept of database.repositories) kept.load(data[kept.model.collection]);
    return database;
  }
}

function same(a, b) {
  return a === b || (typeof a === "object" && JSON.stringify(a) === JSON.stringify(b));
}

function compare(a, b) {
  if (typeof a === "string" && typeof b === "string") {
    const [x, y] = [a.toLowerCase(), b.toLowerCase()];
    return x < y ? -1 : Number(x > y);
  }
  return a < b ? -1 : Number(a > b);
}
