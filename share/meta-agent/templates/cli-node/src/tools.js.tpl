/**
 * The command line.
 *
 * Exit codes: 0 done, 1 refused (a file, or what is in it), 2 wrong use.
 */
<% if textOperations %>
import { readFileSync } from "node:fs";
<% end %>
import { parseArgs } from "node:util";
import * as operations from "./index.js";

const version = "0.1.0";
const flag = { type: "boolean", default: false };

const commands = {
<% for op in operations %>
  "<%= op.command %>": {
    summary: <%= op.summary | json %>,
    usage: "<% for o in op.options %>[--<%= o.option %><% if o.type != "flag" %> <% if o.values %><% for v in o.values %><% if not loop.first %>|<% end %><%= v %><% end %><% else %><% if o.type == "int" %>N<% else %>TEXT<% end %><% end %><% end %>] <% end %><% for a in op.arguments %><%= a.name | upper %> <% end %><% if op.input == "text" %>[FILE]...<% elif op.input == "paths" %>PATH...<% end %>",
    options: {
<% for o in op.options %>
<% if o.type == "flag" %>
      "<%= o.option %>": flag,
<% else %>
      "<%= o.option %>": { type: "string", default: "<%= o.default %>" },
<% end %>
<% end %>
    },
    help: [
<% for o in op.options %>
      "  --<%= o.option %>: <%= o.help %><% if o.default %> (<%= o.default %>)<% end %>",
<% end %>
    ],
    words: <% if op.arguments %>[<% for a in op.arguments %><% if not loop.first %>, <% end %>"<%= a.name | camel %>"<% end %>]<% else %>[]<% end %>,
    input: "<%= op.input %>",
    run(given, words) {
      const options = {
<% for a in op.arguments %>
        <%= a.name | camel %>: words["<%= a.name | camel %>"],
<% end %>
<% for o in op.options %>
<% if o.type == "int" %>
        <%= o.name | camel %>: wholeNumber("<%= o.option %>", given["<%= o.option %>"]),
<% elif o.values %>
        <%= o.name | camel %>: oneOf("<%= o.option %>", given["<%= o.option %>"], <%= o.values | json %>),
<% else %>
        <%= o.name | camel %>: given["<%= o.option %>"],
<% end %>
<% end %>
      };
<% if op.input == "none" %>
      return operations.<%= op.id | camel %>(options);
<% elif op.input == "paths" %>
      return operations.<%= op.id | camel %>(words.files, options);
<% elif op.perFile == "sum" %>
      return summed(words.files, (text) => operations.<%= op.id | camel %>(text, options));
<% elif op.perFile == "named" %>
      return named(words.files, (text) => operations.<%= op.id | camel %>(text, options));
<% else %>
      return operations.<%= op.id | camel %>(readAll(words.files), options);
<% end %>
    },
  },
<% end %>
};

/** Wrong use of the program. */
class UsageError extends Error {}

/** Runs the program: its exit code, and what it prints. */
export function main(args) {
  try {
    return { code: 0, out: run([...args]) };
  } catch (error) {
    if (error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS")) {
      return { code: 2, err: `usage: <%= app.name %>: ${firstSentence(error.message)}\nTry: <%= app.name %> --help\n` };
    }
    if (error instanceof RangeError) return { code: 1, err: `<%= app.name %>: ${error.message}\n` };
    if (error.path) return { code: 1, err: `<%= app.name %>: ${error.path}: ${reason(error)}\n` };
    throw error;
  }
}

function run(args) {
  if (args[0] === "--help" || args[0] === "-h") return help();
  if (args[0] === "--version") return `<%= app.name %> ${version}\n`;
<% if single %>
  const [command] = Object.values(commands);
<% else %>
  const name = args.shift();
  if (!name || !Object.hasOwn(commands, name)) {
    const wrong = name ? `${name} is no command` : "a command is missing";
    throw new UsageError(`${wrong}: ${Object.keys(commands).join(", ")}`);
  }
  const command = commands[name];
  if (args.includes("--help")) {
    return `usage: <%= app.name %> ${name} ${command.usage}\n${command.summary}.\n${command.help.map((line) => `${line}\n`).join("")}`;
  }
<% end %>
  const { values, positionals } = parseArgs({ args, options: command.options, allowPositionals: true });
  const words = {};
  for (const word of command.words) {
    if (positionals.length === 0) throw new UsageError(`${word} is missing`);
    words[word] = positionals.shift();
  }
  if (command.input === "none" && positionals.length > 0) throw new UsageError("too many words");
  if (command.input === "paths" && positionals.length === 0) throw new UsageError("a path is missing");
  return command.run(values, { ...words, files: positionals });
}
<% if textOperations %>

function read(name) {
  try {
    return readFileSync(name === "-" ? 0 : name, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw Object.assign(error, { path: name });
  }
}

/** Files one behind the other; a last line without an end is ended where another follows. */
function readAll(files) {
  const texts = (files.length > 0 ? files : ["-"]).map(read);
  const last = texts.pop();
  return texts.map((text) => (text === "" || text.endsWith("\n") ? text : `${text}\n`)).join("") + last;
}
<% for op in operations %>
<% if op.perFile == "sum" %>

/** Numbers for each file, and below those of several their sums. */
function summed(files, count) {
  if (files.length < 2) return count(readAll(files));
  const rows = files.map((name) => [count(read(name)).trim().split(" ").map(Number), name]);
  const sums = rows[0][0].map((_, at) => rows.reduce((sum, [numbers]) => sum + numbers[at], 0));
  return [...rows, [sums, "total"]].map(([numbers, name]) => `${numbers.join(" ")} ${name}\n`).join("");
}
<% elif op.perFile == "named" %>

/** The lines of several files, each behind the name of its file. */
function named(files, find) {
  if (files.length < 2) return find(readAll(files));
  return files.map((name) => find(read(name)).replace(/^(?=.)/gm, () => `${name}:`)).join("");
}
<% end %>
<% end %>
<% end %>

/** Node.js adds advice to what it says of a wrong option. */
function firstSentence(message) {
  return message.split(". ")[0];
}

/** What the system says, without its number and the call that failed. */
function reason(error) {
  const reasons = { ENOENT: "No such file", EISDIR: "Is a directory", EACCES: "Permission denied" };
  return reasons[error.code] ?? error.message;
}

<% if hasInt %>
function wholeNumber(option, text) {
  if (!/^-?\d{1,9}$/.test(text)) throw new UsageError(`--${option} must be a whole number`);
  return Number(text);
}

<% end %>
<% if hasChoice %>
function oneOf(option, text, values) {
  if (!values.includes(text)) throw new UsageError(`--${option} must be one of ${values.join(", ")}`);
  return text;
}

<% end %>
function help() {
  const lines = Object.entries(commands).map(
<% if single %>
    ([, { usage, summary, help: about }]) => `usage: <%= app.name %> ${usage}\n\n${summary}.\n${about.join("\n")}`,
<% else %>
    ([name, { summary }]) => `  ${name.padEnd(12)} ${summary}`,
<% end %>
  );
<% if single %>
  return `${lines.join("\n")}\n`;
<% else %>
  return `usage: <%= app.name %> COMMAND [OPTION]...\n\ncommands:\n${lines.join("\n")}\n`;
<% end %>
}
