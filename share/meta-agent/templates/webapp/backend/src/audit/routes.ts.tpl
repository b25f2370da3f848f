import { Router } from "express";
<% if features.auth %>
import { currentUser } from "../auth/middleware.js";
<% end %>
import type { Database } from "../db/database.js";
import { latest } from "./audit.js";

const LIMIT = 200;

/** The latest changes. */
export function auditRouter(database: Database): Router {
  const router = Router();
  router.get("/", (_request, response) => {
<% if features.roles %>
    const user = currentUser(response);
    response.json(latest(database, user.role === "admin" ? null : user.id, LIMIT));
<% elif features.auth %>
    response.json(latest(database, currentUser(response).id, LIMIT));
<% else %>
    response.json(latest(database, null, LIMIT));
<% end %>
  });
  return router;
}
