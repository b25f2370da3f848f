import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createApp } from "./app.js";
import { loadConfig } from "./config.js";
import { openDatabase } from "./db/database.js";
import { migrate } from "./db/migrate.js";
import { addExamples, isEmpty } from "./seed/seed.js";

const config = loadConfig();
mkdirSync(dirname(config.databasePath), { recursive: true });
const database = openDatabase(config.databasePath);
migrate(database);
if (config.seed && isEmpty(database)) {
  console.log(<% if features.auth %>await <% end %>addExamples(database));
} else if (isEmpty(database)) {
  console.log("The database is empty: `npm run seed` fills it with examples.");
}

const app = createApp({
  database,
  staticDir: config.staticDir,
<% if features.upload %>
  filesDir: config.filesDir,
<% end %>
<% if features.auth %>
  sessionDays: config.sessionDays,
<% end %>
});

const server = app.listen(config.port, (error) => {
  if (error) {
    console.error(`Cannot listen on port ${config.port}: ${error.message}`);
    process.exit(1);
  }
  console.log(`Listening on http://localhost:${config.port}`);
});

function shutDown(): void {
  server.close(() => {
    database.close();
    process.exit(0);
  });
  server.closeIdleConnections();
  // A browser also keeps connections on which it has asked nothing yet.
  setTimeout(() => server.closeAllConnections(), 2000).unref();
}

process.once("SIGINT", shutDown);
process.once("SIGTERM", shutDown);
