import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { loadConfig } from "./config.js";
import { openDatabase } from "./db/database.js";
import { migrate } from "./db/migrate.js";
import { addExamples, isEmpty } from "./seed/seed.js";

const { databasePath } = loadConfig();
mkdirSync(dirname(databasePath), { recursive: true });
const database = openDatabase(databasePath);
migrate(database);
if (isEmpty(database)) {
  console.log(<% if features.auth %>await <% end %>addExamples(database));
} else {
  console.error(`Nothing was added: there are records in ${databasePath} already.`);
  process.exitCode = 1;
}
database.close();
