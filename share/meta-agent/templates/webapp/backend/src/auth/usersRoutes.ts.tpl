import { Router } from "express";
import { z } from "zod";
import type { Database } from "../db/database.js";
import { HttpError } from "../http/errors.js";
import { validate } from "../http/validate.js";
import { findUser, listUsers, setRole } from "./users.js";

const change = z.object({ role: z.enum(["admin", "member"], "Must be admin or member") });

/** What administrators do with accounts. */
export function usersRouter(database: Database): Router {
  const router = Router();

  router.get("/", (_request, response) => {
    response.json(listUsers(database));
  });

  router.patch("/:id", (request, response) => {
    const id = Number(request.params.id);
    if (!Number.isSafeInteger(id) || !findUser(database, id)) {
      throw new HttpError(404, "User not found");
    }
    const { role } = validate(change, request.body);
    if (!setRole(database, id, role)) {
      throw new HttpError(409, "There must be at least one administrator");
    }
    response.json(findUser(database, id));
  });

  return router;
}
