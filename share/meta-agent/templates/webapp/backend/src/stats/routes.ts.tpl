import { Router } from "express";
<% if features.auth %>
import { ownerScope } from "../crud/scope.js";
<% end %>
import type { Database } from "../db/database.js";
import { entities } from "../entities/index.js";
import { entityStats } from "./stats.js";

/** What the dashboard shows. */
export function statsRouter(database: Database): Router {
  const router = Router();
  router.get("/", (_request, response) => {
<% if features.auth %>
    response.json(
      entities.map((entity) => entityStats(database, entity, ownerScope(entity, response))),
    );
<% else %>
    response.json(entities.map((entity) => entityStats(database, entity, {})));
<% end %>
  });
  return router;
}
