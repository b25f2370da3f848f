import { existsSync } from "node:fs";
import { join } from "node:path";
import express, { type Express } from "express";
<% if features.audit_log %>
import { auditRouter } from "./audit/routes.js";
<% end %>
<% if features.auth %>
<% if features.roles %>
import { authenticate, requireAdmin, requireUser } from "./auth/middleware.js";
import { authRouter } from "./auth/routes.js";
import { usersRouter } from "./auth/usersRoutes.js";
<% else %>
import { authenticate, requireUser } from "./auth/middleware.js";
import { authRouter } from "./auth/routes.js";
<% end %>
<% end %>
import { crudRouter } from "./crud/router.js";
import type { Database } from "./db/database.js";
import { entities } from "./entities/index.js";
<% if features.upload %>
import { Files } from "./files/files.js";
import { filesRouter } from "./files/routes.js";
<% end %>
import { errorHandler, notFound } from "./http/errors.js";
import { revalidated, securityHeaders } from "./http/security.js";
<% if features.api_docs %>
import { docsRouter } from "./docs/routes.js";
<% end %>
<% if features.dashboard %>
import { statsRouter } from "./stats/routes.js";
<% end %>

export interface AppOptions {
  database: Database;
  /** Folder of the built front end; nothing is served from it while it is absent. */
  staticDir?: string;
<% if features.upload %>
  /** Where files are kept; none are taken while it is absent. */
  filesDir?: string;
<% end %>
<% if features.auth %>
  sessionDays?: number;
<% end %>
}

<% if features.auth %>
export function createApp({ database, <% if features.upload %>filesDir, <% end %>staticDir, sessionDays = 30 }: AppOptions): Express {
<% else %>
export function createApp({ database, <% if features.upload %>filesDir, <% end %>staticDir }: AppOptions): Express {
<% end %>
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);

  const api = express.Router();
  api.use(revalidated);
  api.use(express.json({ limit: "1mb" }));
  api.get("/health", (_request, response) => {
    database.get("SELECT 1");
    response.json({ status: "ok" });
  });
<% if features.api_docs %>
  api.use("/app", docsRouter(entities));
<% end %>
<% if features.upload %>
  const files = filesDir ? new Files(database, filesDir, entities) : undefined;
<% end %>
<% if features.auth %>
  api.use(authenticate(database));
  api.use("/auth", authRouter(database, sessionDays));
<% if features.upload %>
  if (files) api.use("/app/files", filesRouter(database, files));
<% end %>
<% if features.roles %>
  api.use("/app/users", requireAdmin, usersRouter(database));
<% end %>
<% if features.audit_log %>
  api.use("/app/audit", requireUser, auditRouter(database));
<% end %>
<% if features.dashboard %>
  api.use("/app/stats", requireUser, statsRouter(database));
<% end %>
  for (const entity of entities) {
    api.use(`/${entity.path}`, requireUser, crudRouter(database, entity<% if features.upload %>, files<% end %>));
  }
<% else %>
<% if features.upload %>
  if (files) api.use("/app/files", filesRouter(files));
<% end %>
<% if features.audit_log %>
  api.use("/app/audit", auditRouter(database));
<% end %>
<% if features.dashboard %>
  api.use("/app/stats", statsRouter(database));
<% end %>
  for (const entity of entities) {
    api.use(`/${entity.path}`, crudRouter(database, entity<% if features.upload %>, files<% end %>));
  }
<% end %>
  api.use(notFound);
  app.use("/api", api);

  if (staticDir && existsSync(staticDir)) {
    const assets = { immutable: true, maxAge: "1y", fallthrough: false };
    app.use("/assets", express.static(join(staticDir, "assets"), assets));
    app.use(express.static(staticDir));
    app.get("/{*path}", (_request, response) => {
      response.sendFile(join(staticDir, "index.html"));
    });
  }

  app.use(notFound);
  app.use(errorHandler);
  return app;
}
