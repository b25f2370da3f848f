import type { Request, RequestHandler, Response } from "express";
import type { Database } from "../db/database.js";
import { HttpError } from "../http/errors.js";
import { findSessionUser } from "./sessions.js";
import type { User } from "./users.js";

export function readToken(request: Request): string | undefined {
  return /^Bearer (\S+)$/i.exec(request.get("authorization") ?? "")?.[1];
}

/** Finds out who is calling; refusing strangers is left to `requireUser`. */
export function authenticate(database: Database): RequestHandler {
  return (request, response, next) => {
    const token = readToken(request);
    response.locals["user"] = token ? findSessionUser(database, token) : undefined;
    next();
  };
}

export const requireUser: RequestHandler = (_request, response, next) => {
  currentUser(response);
  next();
};

<% if features.roles %>
export const requireAdmin: RequestHandler = (_request, response, next) => {
  if (currentUser(response).role !== "admin") {
    throw new HttpError(403, "Only administrators may do this");
  }
  next();
};

<% end %>
export function currentUser(response: Response): User {
  const user = response.locals["user"] as User | undefined;
  if (!user) throw new HttpError(401, "Please log in");
  return user;
}
