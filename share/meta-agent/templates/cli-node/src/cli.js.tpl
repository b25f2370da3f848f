/**
 * The command line: <% if alone %>`<%= app.name %> COMMAND`<% else %>`<%= app.name %> KIND COMMAND`<% end %>.
 *
 * Exit codes: 0 done, 1 refused (no such record, in use, the file), 2 wrong use or wrong values.
 */
import { parseArgs } from "node:util";
import { InvalidError, RecordError } from "./errors.js";
import { parseValue } from "./fields.js";
import { <% for e in entities %><% if not loop.first %>, <% end %><%= e.var %>Model<% end %> } from "./models.js";
import { defaultPath, Store, StoreError } from "./store.js";
import { asCsv, asDetails, asJson, asTable, visible } from "./table.js";

const version = "0.1.0";

const models = {
<% for e in entities %>
  "<%= e.command %>": <%= e.var %>Model,
<% end %>
};
<% if anyDone %>

/** Which field tells that a record is dealt with. */
const doneFields = {
<% for e in entities %>
<% if e.doneField %>
  <%= e.vars %>: "<%= e.doneField.name %>",
<% end %>
<% end %>
};
<% end %>

/** Wrong use of the program. */
class UsageError extends Error {}

const flag = { type: "boolean" };
const text = { type: "string" };

/** How a change is told. */
const output = { json: flag, quiet: flag };

const commands = {
  add: { run: add, summary: "adds a record and tells its id" },
  list: { run: list, summary: "lists records" },
  show: { run: show, summary: "shows one with all its fields" },
  edit: { run: edit, summary: "changes the named fields; an empty value removes the old one" },
  remove: { run: remove, summary: "removes records that no other refers to" },
<% if anyDone %>
  done: { run: done, summary: "marks records as done" },
<% end %>
};

/** Runs the program: its exit code, and what it prints. */
export function main(args) {
  try {
    return { code: 0, out: run([...args]) };
  } catch (error) {
    if (error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS")) {
      return { code: 2, err: `<%= app.name %>: ${visible(error.message)}\nTry: <%= app.name %> --help\n` };
    }
    if (error instanceof InvalidError) return { code: 2, err: `<%= app.name %>: ${visible(error.message)}\n` };
    if (error instanceof RecordError || error instanceof StoreError) {
      return { code: 1, err: `<%= app.name %>: ${visible(error.message)}\n` };
    }
    throw error;
  }
}

function run(args) {
  let path = defaultPath();
  while (args[0]?.startsWith("-")) {
    const option = args.shift();
    if (option === "--help" || option === "-h") return help();
    if (option === "--version") return `<%= app.name %> ${version}\n`;
    if (option.startsWith("--file=")) path = option.slice("--file=".length);
    else if (option === "--file" && args.length > 0) path = args.shift();
    else throw new UsageError(`unknown option or missing value: ${option}`);
  }
<% if alone %>
  const [model] = Object.values(models);
<% else %>
  const kind = args.shift();
  if (!kind || !Object.hasOwn(models, kind)) {
    throw new UsageError(`${kind ?? "nothing"} is no kind of record: ${Object.keys(models).join(", ")}`);
  }
  const model = models[kind];
<% end %>
  const command = args.shift();
  if (command === "--help" || command === "-h") return commandHelp(model);
  if (!command || !Object.hasOwn(commands, command)<% if anyDone %> || (command === "done" && !doneFields[model.collection])<% end %>) {
    throw new UsageError(`${command ?? "nothing"} is no command: ${Object.keys(commands).join(", ")}`);
  }
  if (args.includes("--help") || args.includes("-h")) return commandHelp(model);
  return commands[command].run(model, new Store(path), args);
}

function add(model, store, args) {
  const given = parseFields(model, args);
  const title = model.fields.find((field) => field.name === model.title);
  if (given.positionals.length > 1) throw new UsageError("too many words: put the title in quotes");
  if (given.positionals.length === 1) given.values[title.option] = given.positionals[0];
  const values = readValues(model, given.values);
  const added = store.change((database) => naming(model, () => database[model.collection].add(values)));
  const text = `added ${model.label.toLowerCase()} ${added.id}: ${visible(added[model.title])}\n`;
  return told(given.output, [added], text);
}

function list(model, store, args) {
  const { values } = parseArgs({
    args,
    options: {
      search: text,
      where: { ...text, multiple: true },
      sort: text,
      reverse: flag,
      json: flag,
      csv: flag,
    },
  });
  const where = {};
  for (const condition of values.where ?? []) {
    const [name, ...rest] = condition.split("=");
    const field = fieldOf(model, name);
    if (rest.length === 0) throw new InvalidError({ [name]: "must be given as FIELD=VALUE" });
    where[field.name] = readValue(field, rest.join("="));
  }
  const sort = values.sort && values.sort !== "id" ? fieldOf(model, values.sort).name : "id";
  const { search, reverse } = values;
  const found = store.read()[model.collection].find({ where, search, sort, reverse });
  if (values.json) return asJson(found);
  return values.csv ? asCsv(model, found) : asTable(model, found);
}

function show(model, store, args) {
  const { values, positionals } = parseArgs({ args, options: { json: flag }, allowPositionals: true });
  const record = store.read()[model.collection].get(onlyId(positionals));
  return values.json ? asJson([record]) : asDetails(model, record);
}

function edit(model, store, args) {
  const given = parseFields(model, args);
  const id = onlyId(given.positionals);
  const changes = readValues(model, given.values);
  if (Object.keys(changes).length === 0) throw new UsageError("say what is to be changed");
  const changed = store.change((database) =>
    naming(model, () => database[model.collection].update(id, changes)),
  );
  const text = `changed ${model.label.toLowerCase()} ${id}: ${visible(changed[model.title])}\n`;
  return told(given.output, [changed], text);
}

function remove(model, store, args) {
  const { values, positionals } = parseArgs({ args, options: { quiet: flag }, allowPositionals: true });
  const ids = readIds(positionals);
  store.change((database) => ids.forEach((id) => database[model.collection].remove(id)));
  return values.quiet ? "" : ids.map((id) => `removed ${model.label.toLowerCase()} ${id}\n`).join("");
}
<% if anyDone %>

function done(model, store, args) {
  const { values, positionals } = parseArgs({ args, options: output, allowPositionals: true });
  const changes = { [doneFields[model.collection]]: true };
  const changed = store.change((database) =>
    readIds(positionals).map((id) => database[model.collection].update(id, changes)),
  );
  const text = changed.map((record) => `done: ${visible(record[model.title])}\n`).join("");
  return told(values, changed, text);
}
<% end %>

/** What a change prints. */
function told({ json, quiet }, records, text) {
  if (json) return asJson(records);
  return quiet ? "" : text;
}

/** The options of all fields, and of the output where no field is called so; a boolean has one that switches it off, too. */
function parseFields(model, args) {
  const options = { ...output };
  for (const { option, type } of model.fields) {
    options[option] = type === "boolean" ? flag : text;
    if (type === "boolean") options[`no-${option}`] = flag;
  }
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const isField = (name) => model.fields.some(({ option }) => option === name);
  const given = Object.keys(output).filter((name) => values[name] && !isField(name));
  return { values, positionals, output: Object.fromEntries(given.map((name) => [name, true])) };
}

function readValues(model, given) {
  const values = {};
  const problems = {};
  for (const field of model.fields) {
    const value = given[`no-${field.option}`] ? false : given[field.option];
    if (value === undefined) continue;
    try {
      values[field.name] = typeof value === "boolean" ? value : readValue(field, value);
    } catch (error) {
      problems[field.option] = error.problems[field.option];
    }
  }
  if (Object.keys(problems).length > 0) throw new InvalidError(problems);
  return values;
}

/** A value as it was typed; nothing where it is empty and need not be there. */
function readValue(field, typed) {
  try {
    return typed === "" && !field.required ? null : parseValue(field, typed);
  } catch (error) {
    throw new InvalidError({ [field.option]: error.message });
  }
}

/** Problems under the names that are typed. */
function naming(model, change) {
  try {
    return change();
  } catch (error) {
    if (!(error instanceof InvalidError)) throw error;
    const named = Object.entries(error.problems).map(([name, why]) => [
      model.fields.find((field) => field.name === name)?.option ?? name,
      why,
    ]);
    throw new InvalidError(Object.fromEntries(named));
  }
}

function fieldOf(model, name) {
  const field = model.fields.find((known) => known.option === name || known.name === name);
  if (field) return field;
  const names = model.fields.map(({ option }) => option).join(", ");
  throw new InvalidError({ [name]: `is no field, there are: ${names}` });
}

function readIds(words) {
  if (words.length === 0) throw new UsageError("an id is missing");
  return words.map((word) => {
    if (!/^[1-9]\d{0,14}$/.test(word)) throw new UsageError(`${word} is no id`);
    return Number(word);
  });
}

function onlyId(words) {
  if (words.length > 1) throw new UsageError("only one id is taken");
  return readIds(words)[0];
}

function help() {
  return `usage: <%= app.name %> [--file PATH] <% if not alone %>KIND <% end %>COMMAND [OPTION]...

<% if not alone %>
kinds of record: ${Object.keys(models).join(", ")}

<% end %>
commands:
${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`)
  .join("\n")}

options:
  --file PATH  the file with the records
  --help       this text, or behind <% if not alone %>a kind<% else %>a command<% end %> its options
  --version    the version

Records are kept in --file, else $<%= app.module | constant %>_FILE, else ~/.local/share/<%= app.name %>/<%= app.name %>.json.
`;
}

function commandHelp(model) {
  const lines = model.fields.map(({ option, label, type, values, required, name }) => {
    const typed = type === "boolean" ? `--[no-]${option}` : `--${option} ${type.toUpperCase()}`;
    const about = values ? `${label}: ${values.join(", ")}` : label;
    const needed = required ? (name === model.title ? ", required: the first word" : ", required") : "";
    return `  ${typed.padEnd(28)} ${about}${needed}`;
  });
  return `usage: <%= app.name %> <% if not alone %>KIND <% end %>add TITLE [--FIELD VALUE]... [--json|--quiet]
       <%= app.name %> <% if not alone %>KIND <% end %>list [--search TEXT] [--where FIELD=VALUE]... [--sort FIELD] [--reverse] [--json|--csv]
       <%= app.name %> <% if not alone %>KIND <% end %>show ID [--json]
       <%= app.name %> <% if not alone %>KIND <% end %>edit ID [--FIELD VALUE]... [--json|--quiet]
       <%= app.name %> <% if not alone %>KIND <% end %>remove ID... [--quiet]
<% if anyDone %>
       <%= app.name %> <% if not alone %>KIND <% end %>done ID... [--json|--quiet]
<% end %>

fields of ${model.labels.toLowerCase()}:
${lines.join("\n")}
`;
}
