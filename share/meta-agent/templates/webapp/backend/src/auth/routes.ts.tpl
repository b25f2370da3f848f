import { Router } from "express";
import { z } from "zod";
import type { Database } from "../db/database.js";
<% if features.upload %>
import { clearFilesCookie, setFilesCookie } from "../files/cookie.js";
<% end %>
import { HttpError } from "../http/errors.js";
import { validate } from "../http/validate.js";
import { LoginLimit } from "./loginLimit.js";
import { currentUser, readToken } from "./middleware.js";
import { hashPassword, verifyPassword } from "./passwords.js";
import { createSession, deleteSession } from "./sessions.js";
import { createUser, findAccount } from "./users.js";

const credentials = z.object({
  email: z
    .string("Must be an email address")
    .trim()
    .max(254)
    .pipe(z.email("Must be an email address")),
  password: z.string("Must be text").min(1).max(200, "Must be at most 200 characters long"),
});

const registration = credentials.extend({
  name: z.string("Must be text").trim().min(1).max(100, "Must be at most 100 characters long"),
  password: credentials.shape.password.min(8, "Must be at least 8 characters long"),
});

export function authRouter(database: Database, sessionDays: number): Router {
  const limit = new LoginLimit();
  const router = Router();

  router.post("/register", async (request, response) => {
    const { email, name, password } = validate(registration, request.body);
    const passwordHash = await hashPassword(password);
    const user = createUser(database, { email, name, passwordHash });
    if (!user) {
      const text = "There is already an account with this email address";
      throw new HttpError(409, text, { email: text });
    }
    const token = createSession(database, user.id, sessionDays);
<% if features.upload %>
    setFilesCookie(request, response, token, sessionDays);
<% end %>
    response.status(201).json({ token, user });
  });

  router.post("/login", async (request, response) => {
    const { email, password } = validate(credentials, request.body);
    const key = `${request.ip} ${email.toLowerCase()}`;
    limit.take(key);
    const account = findAccount(database, email);
    const correct = await verifyPassword(password, account?.passwordHash);
    if (!account || !correct) throw new HttpError(401, "Wrong email address or password");
    limit.clear(key);
    const { passwordHash: _, ...user } = account;
    const token = createSession(database, user.id, sessionDays);
<% if features.upload %>
    setFilesCookie(request, response, token, sessionDays);
<% end %>
    response.json({ token, user });
  });

<% if features.upload %>
  router.get("/me", (request, response) => {
    const user = currentUser(response);
    const token = readToken(request);
    if (token) setFilesCookie(request, response, token, sessionDays);
    response.json(user);
<% else %>
  router.get("/me", (_request, response) => {
    response.json(currentUser(response));
<% end %>
  });

  router.post("/logout", (request, response) => {
    const token = readToken(request);
    if (token) deleteSession(database, token);
<% if features.upload %>
    clearFilesCookie(response);
<% end %>
    response.status(204).end();
  });

  return router;
}
