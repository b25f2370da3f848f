#!/usr/bin/env node
import { main } from "./cli.js";

process.stdout.on("error", (error) => {
  // As in `<%= app.name %> … | head`: whoever reads has had enough.
  if (error.code !== "EPIPE") process.stderr.write(`<%= app.name %>: standard output: ${error.message}\n`);
  process.exit(1);
});

const { code, out = "", err = "" } = main(process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
