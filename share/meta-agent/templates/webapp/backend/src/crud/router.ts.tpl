<% if features.auth %>
import { type Request, type Response, Router } from "express";
import { currentUser } from "../auth/middleware.js";
<% else %>
import { type Request, Router } from "express";
<% end %>
import type { Database } from "../db/database.js";
import { HttpError } from "../http/errors.js";
import { validate } from "../http/validate.js";
import type { Entity } from "./entity.js";
<% if features.pagination %>
import { readPage } from "./page.js";
<% end %>
import { checkReferences } from "./references.js";
import { Repository, type Scope } from "./repository.js";

/** The routes that list, create, read, change and delete the records of one entity. */
export function crudRouter(database: Database, entity: Entity): Router {
  const repository = new Repository(database, entity);
  const changes = entity.input.partial();
  const router = Router();

  router.get("/", (request, response) => {
<% if features.auth %>
    const scope = { ...ownerScope(entity, response), ...referenceScope(entity, request) };
<% else %>
    const scope = referenceScope(entity, request);
<% end %>
<% if features.search %>
    const search = queryText(request, "q");
<% end %>
<% if features.pagination %>
    const page = readPage(request);
    response.set("X-Total-Count", String(repository.count(scope<% if features.search %>, search<% end %>)));
    response.json(repository.list(scope, { ...page<% if features.search %>, search<% end %> }));
<% elif features.search %>
    response.json(repository.list(scope, { search }));
<% else %>
    response.json(repository.list(scope));
<% end %>
  });

  router.post("/", (request, response) => {
    const input = validate(entity.input, request.body);
<% if features.auth %>
    const scope = ownerScope(entity, response);
    checkReferences(database, entity, input, scope);
    const created = repository.create(input, scope);
<% else %>
    checkReferences(database, entity, input);
    const created = repository.create(input);
<% end %>
    response.status(201).location(`/api/${entity.path}/${created["id"]}`).json(created);
  });

  router.get("/:id", (request, response) => {
<% if features.auth %>
    response.json(repository.find(readId(request), ownerScope(entity, response)));
<% else %>
    response.json(repository.find(readId(request)));
<% end %>
  });

  router.put("/:id", (request, response) => {
    const id = readId(request);
<% if features.auth %>
    const scope = ownerScope(entity, response);
    repository.find(id, scope);
    const input = validate(entity.input, request.body);
    checkReferences(database, entity, input, scope, id);
    response.json(repository.replace(id, input, scope));
<% else %>
    repository.find(id);
    const input = validate(entity.input, request.body);
    checkReferences(database, entity, input, id);
    response.json(repository.replace(id, input));
<% end %>
  });

  router.patch("/:id", (request, response) => {
    const id = readId(request);
<% if features.auth %>
    const scope = ownerScope(entity, response);
    repository.find(id, scope);
    const input = validate(changes, request.body);
    checkReferences(database, entity, input, scope, id);
    response.json(repository.update(id, input, scope));
<% else %>
    repository.find(id);
    const input = validate(changes, request.body);
    checkReferences(database, entity, input, id);
    response.json(repository.update(id, input));
<% end %>
  });

  router.delete("/:id", (request, response) => {
<% if features.auth %>
    repository.remove(readId(request), ownerScope(entity, response));
<% else %>
    repository.remove(readId(request));
<% end %>
    response.status(204).end();
  });

  return router;
}

function readId(request: Request<{ id: string }>): number {
  const id = Number(request.params.id);
  if (!Number.isSafeInteger(id) || id < 1) throw new HttpError(404, "Not found");
  return id;
}
<% if features.auth %>

function ownerScope(entity: Entity, response: Response): Scope {
  return entity.owned ? { user_id: currentUser(response).id } : {};
}
<% end %>

/** `?listId=3` and the like: only the records that refer to that one. */
function referenceScope(entity: Entity, request: Request): Scope {
  const scope: Scope = {};
  for (const [name, field] of Object.entries(entity.fields)) {
    const value = queryText(request, name);
    if (field.target && value) scope[field.column] = Number(value) || 0;
  }
  return scope;
}

function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === "string" ? value.trim() : undefined;
}
