import express, { Router } from "express";
<% if features.auth %>
import { requireUser } from "../auth/middleware.js";
<% end %>
import { HttpError } from "../http/errors.js";
import { keepFile, kindOf } from "./store.js";

const LIMIT = "10mb";

<% if features.auth %>
/**
 * Takes files from users, and gives them to whoever knows their names: these cannot be guessed,
 * and an `<img>` sends no token.
 */
<% else %>
/** Takes files, and gives them back. */
<% end %>
export function filesRouter(directory: string): Router {
  const router = Router();
  const body = express.raw({ type: () => true, limit: LIMIT });

  router.post("/", <% if features.auth %>requireUser, <% end %>body, async (request, response) => {
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
      throw new HttpError(400, "The file is empty");
    }
    const url = `/api/app/files/${await keepFile(directory, request.body)}`;
    response.status(201).location(url).json({ url });
  });

  router.get("/:name", (request, response, next) => {
    const { name } = request.params;
    const kind = kindOf(name);
    if (!kind) throw new HttpError(404, "Not found");
    response.set({
      "Cache-Control": "private, max-age=31536000, immutable",
      "Content-Disposition": kind.isImage ? "inline" : `attachment; filename="${name}"`,
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Content-Type": kind.type,
    });
    response.sendFile(name, { root: directory }, (error) => {
      if (error) next(new HttpError(404, "Not found"));
    });
  });

  return router;
}
