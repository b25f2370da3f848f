import { readFileSync } from "node:fs";
import express, { type Express } from "express";
<% if features.auth %>
import { authenticate, requireUser } from "./auth/middleware.js";
import { authRouter } from "./auth/routes.js";
<% end %>
import { crudRouter } from "./crud/router.js";
import type { Database } from "./db/database.js";
import { entities } from "./entities/index.js";
import { errorHandler, notFound } from "./http/errors.js";
import { securityHeaders } from "./http/security.js";

/** What the API is, for people and for generators of clients. */
const description = readFileSync(new URL("../openapi.json", import.meta.url), "utf8");

export interface AppOptions {
  database: Database;
<% if features.auth %>
  sessionDays?: number;
<% end %>
}

<% if features.auth %>
export function createApp({ database, sessionDays = 30 }: AppOptions): Express {
<% else %>
export function createApp({ database }: AppOptions): Express {
<% end %>
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);

  const api = express.Router();
  api.use(express.json({ limit: "1mb" }));
  api.get("/health", (_request, response) => {
    database.get("SELECT 1");
    response.json({ status: "ok" });
  });
  api.get("/openapi.json", (_request, response) => {
    response.type("json").send(description);
  });
<% if features.auth %>
  api.use(authenticate(database));
  api.use("/auth", authRouter(database, sessionDays));
  for (const entity of entities) {
    api.use(`/${entity.path}`, requireUser, crudRouter(database, entity));
  }
<% else %>
  for (const entity of entities) {
    api.use(`/${entity.path}`, crudRouter(database, entity));
  }
<% end %>
  api.use(notFound);
  app.use("/api", api);

  app.use(notFound);
  app.use(errorHandler);
  return app;
}
