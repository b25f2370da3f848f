#!/usr/bin/env node
import { main } from "./cli.js";

// As in `<%= app.name %> … | head`: whoever reads has had enough.
process.stdout.on("error", (error) => process.exit(error.code === "EPIPE" ? 1 : 2));

const { code, out = "", err = "" } = main(process.argv.slice(2));
process.stdout.write(out);
process.stderr.write(err);
process.exitCode = code;
