<% if features.auth %>
import express, { type RequestHandler, Router } from "express";
import { currentUser, requireUser } from "../auth/middleware.js";
import { findSessionUser } from "../auth/sessions.js";
import type { Database } from "../db/database.js";
<% else %>
import express, { Router } from "express";
<% end %>
import { HttpError } from "../http/errors.js";
<% if features.auth %>
import { readFilesCookie } from "./cookie.js";
<% end %>
import type { Files } from "./files.js";
import { kindOf } from "./store.js";

const LIMIT = "10mb";
<% if features.auth %>

/** An `<img>` sends no token, but the cookie that came with the login. */
function authenticateReader(database: Database): RequestHandler {
  return (request, response, next) => {
    const token = readFilesCookie(request);
    if (token) response.locals["user"] ??= findSessionUser(database, token);
    next();
  };
}
<% end %>

<% if features.auth %>
/** Takes files from users, and gives them to those who may read the records that name them. */
export function filesRouter(database: Database, files: Files): Router {
<% else %>
/** Takes files, and gives them back. */
export function filesRouter(files: Files): Router {
<% end %>
  const router = Router();
  const body = express.raw({ type: () => true, limit: LIMIT });

  router.post("/", <% if features.auth %>requireUser, <% end %>body, async (request, response) => {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
      throw new HttpError(400, "The file is empty");
    }
<% if features.auth %>
    const url = await files.keep(request.body, currentUser(response).id);
<% else %>
    const url = await files.keep(request.body);
<% end %>
    response.status(201).location(url).json({ url });
  });

  router.get("/:name", <% if features.auth %>authenticateReader(database), requireUser, <% end %>(request, response, next) => {
    const name = String(request.params["name"]);
    const kind = kindOf(name);
<% if features.auth %>
    if (!kind || !files.mayRead(`/api/app/files/${name}`, response)) {
      throw new HttpError(404, "Not found");
    }
<% else %>
    if (!kind) throw new HttpError(404, "Not found");
<% end %>
    response.set({
      "Cache-Control": "private, no-cache",
      "Content-Disposition": kind.isImage ? "inline" : `attachment; filename="${name}"`,
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Content-Type": kind.type,
    });
    response.sendFile(name, { root: files.directory, cacheControl: false }, (error) => {
      if (error) next(new HttpError(404, "Not found"));
    });
  });

  return router;
}
