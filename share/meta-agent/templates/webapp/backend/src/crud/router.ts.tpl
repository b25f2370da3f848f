<% if features.import_csv and (features.roles or features.audit_log) %>
import express, { type Request, type Response, Router } from "express";
<% elif features.import_csv %>
import express, { type Request, Router } from "express";
<% elif features.roles or features.audit_log %>
import { type Request, type Response, Router } from "express";
<% else %>
import { type Request, Router } from "express";
<% end %>
<% if features.audit_log %>
import { type Action, record as note } from "../audit/audit.js";
<% end %>
<% if features.auth %>
<% if features.roles or features.audit_log %>
import { currentUser } from "../auth/middleware.js";
<% end %>
<% end %>
import type { Database } from "../db/database.js";
<% if features.upload %>
import type { Files } from "../files/files.js";
<% end %>
import { allowOnly, HttpError, requireJson } from "../http/errors.js";
import { validate } from "../http/validate.js";
<% if features.import_csv and features.export_csv %>
import { importCsv, toCsv } from "./csv.js";
<% elif features.import_csv %>
import { importCsv } from "./csv.js";
<% elif features.export_csv %>
import { toCsv } from "./csv.js";
<% end %>
import type { Entity } from "./entity.js";
import { readQuery } from "./query.js";
import { checkReferences } from "./references.js";
<% if features.roles and features.audit_log %>
import { Repository, type Scope, type Values } from "./repository.js";
<% elif features.roles %>
import { Repository, type Scope } from "./repository.js";
<% elif features.audit_log %>
import { Repository, type Values } from "./repository.js";
<% else %>
import { Repository } from "./repository.js";
<% end %>
<% if features.auth %>
import { ownerScope } from "./scope.js";
<% end %>

/** The routes that list, create, read, change and delete the records of one entity. */
export function crudRouter(database: Database, entity: Entity<% if features.upload %>, files?: Files<% end %>): Router {
  const repository = new Repository(database, entity);
  const changes = <% if defaults %>entity.changes<% else %>entity.input.partial()<% end %>;
  const router = Router();
<% if features.audit_log %>

  /** Does the work and notes it in the audit log, both or neither. */
  function audited(<% if features.auth %>response<% else %>_response<% end %>: Response, action: Action, work: () => Values): Values {
    return database.transaction(() => {
      const record = work();
      note(database, {
        action,
        path: entity.path,
        recordId: Number(record["id"]),
        title: entity.titleFields.map((name) => record[name]).filter(Boolean).join(" "),
<% if features.auth %>
        userId: currentUser(response).id,
<% else %>
        userId: null,
<% end %>
      });
      return record;
    });
  }
<% end %>

  router.get("/", (request, response) => {
    const query = readQuery(entity, request);
<% if features.auth %>
    const scope = ownerScope(entity, response);
<% else %>
    const scope = {};
<% end %>
<% if features.pagination %>
    response.set("X-Total-Count", String(repository.count(scope, query)));
<% end %>
    response.json(repository.list(scope, query));
  });
<% if features.export_csv %>

  router.get("/export.csv", (request, response) => {
<% if features.auth %>
    const records = repository.list(ownerScope(entity, response), readQuery(entity, request));
<% else %>
    const records = repository.list({}, readQuery(entity, request));
<% end %>
    response.attachment(`${entity.path}.csv`).type("text/csv").send(toCsv(entity, records));
  });
<% end %>
<% if features.import_csv %>

  router.post("/import", express.text({ type: "text/csv", limit: "5mb" }), (request, response) => {
<% if features.auth %>
    const scope = ownerScope(entity, response);
<% end %>
    const created = database.transaction(() =>
      importCsv(entity, request.body, (input) => {
<% if features.upload %>
        files?.check(entity, input<% if features.auth %>, response<% end %>);
<% end %>
<% if features.auth %>
        checkReferences(database, entity, input, scope);
        <% if features.audit_log %>audited(response, "created", () => repository.create(input, <% if features.roles %>ownedBy(entity, response)<% else %>scope<% end %>))<% else %>repository.create(input, <% if features.roles %>ownedBy(entity, response)<% else %>scope<% end %>)<% end %>;
<% else %>
        checkReferences(database, entity, input);
        <% if features.audit_log %>audited(response, "created", () => repository.create(input))<% else %>repository.create(input)<% end %>;
<% end %>
      }),
    );
    response.status(201).json({ created });
  });
<% end %>

  router.use(requireJson);

  router.post("/", (request, response) => {
    const input = validate(entity.input, request.body);
<% if features.upload %>
    files?.check(entity, input<% if features.auth %>, response<% end %>);
<% end %>
<% if features.auth %>
    const scope = ownerScope(entity, response);
    checkReferences(database, entity, input, scope);
    const created = <% if features.audit_log %>audited(response, "created", () => repository.create(input, <% if features.roles %>ownedBy(entity, response)<% else %>scope<% end %>))<% else %>repository.create(input, <% if features.roles %>ownedBy(entity, response)<% else %>scope<% end %>)<% end %>;
<% else %>
    checkReferences(database, entity, input);
    const created = <% if features.audit_log %>audited(response, "created", () => repository.create(input))<% else %>repository.create(input)<% end %>;
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
    const before = repository.find(id, scope);
    checkSeen(entity, before, request.body);
    const input = validate(entity.input, request.body);
<% if features.upload %>
    files?.check(entity, input<% if features.auth %>, response<% end %>);
<% end %>
    checkReferences(database, entity, input, scope, id);
    const changed = <% if features.audit_log %>audited(response, "changed", () => repository.replace(id, input, scope))<% else %>repository.replace(id, input, scope)<% end %>;
<% if features.upload %>
    files?.release(entity, before);
<% end %>
    response.json(changed);
<% else %>
    const before = repository.find(id);
    checkSeen(entity, before, request.body);
    const input = validate(entity.input, request.body);
<% if features.upload %>
    files?.check(entity, input<% if features.auth %>, response<% end %>);
<% end %>
    checkReferences(database, entity, input, id);
    const changed = <% if features.audit_log %>audited(response, "changed", () => repository.replace(id, input))<% else %>repository.replace(id, input)<% end %>;
<% if features.upload %>
    files?.release(entity, before);
<% end %>
    response.json(changed);
<% end %>
  });

  router.patch("/:id", (request, response) => {
    const id = readId(request);
<% if features.auth %>
    const scope = ownerScope(entity, response);
    const before = repository.find(id, scope);
    checkSeen(entity, before, request.body);
    const input = validate(changes, request.body);
<% if features.upload %>
    files?.check(entity, input<% if features.auth %>, response<% end %>);
<% end %>
    checkReferences(database, entity, input, scope, id);
    const changed = <% if features.audit_log %>audited(response, "changed", () => repository.update(id, input, scope))<% else %>repository.update(id, input, scope)<% end %>;
<% if features.upload %>
    files?.release(entity, before);
<% end %>
    response.json(changed);
<% else %>
    const before = repository.find(id);
    checkSeen(entity, before, request.body);
    const input = validate(changes, request.body);
<% if features.upload %>
    files?.check(entity, input<% if features.auth %>, response<% end %>);
<% end %>
    checkReferences(database, entity, input, id);
    const changed = <% if features.audit_log %>audited(response, "changed", () => repository.update(id, input))<% else %>repository.update(id, input)<% end %>;
<% if features.upload %>
    files?.release(entity, before);
<% end %>
    response.json(changed);
<% end %>
  });

  router.delete("/:id", (request, response) => {
<% if features.auth %>
    const scope = ownerScope(entity, response);
<% else %>
    const scope = {};
<% end %>
    const id = readId(request);
<% if features.audit_log %>
    <% if features.upload %>const before = <% end %>audited(response, "deleted", () => {
      const record = repository.find(id, scope);
      repository.remove(id, scope);
      return record;
    });
<% if features.upload %>
    files?.release(entity, before);
<% end %>
<% elif features.upload %>
    const before = repository.find(id, scope);
    repository.remove(id, scope);
    files?.release(entity, before);
<% else %>
    repository.remove(id, scope);
<% end %>
    response.status(204).end();
  });

  router.all("/", allowOnly("GET, HEAD, POST"));
  router.all("/:id", allowOnly("GET, HEAD, PUT, PATCH, DELETE"));
  return router;
}

function readId(request: Request<{ id: string }>): number {
  const id = Number(request.params.id);
  if (!Number.isSafeInteger(id) || id < 1) throw new HttpError(404, "Not found");
  return id;
}

/** Who says which version was changed is refused where it is no longer the last one. */
function checkSeen(entity: Entity, record: Record<string, unknown>, body: unknown): void {
  const { updatedAt } = (body ?? {}) as { updatedAt?: unknown };
  if (updatedAt === undefined || updatedAt === record["updatedAt"]) return;
  const text = `The ${entity.label.toLowerCase()} has been changed meanwhile`;
  throw new HttpError(409, text, { updatedAt: text });
}
<% if features.roles %>

/** A new record belongs to whoever makes it, an administrator too. */
function ownedBy(entity: Entity, response: Response): Scope {
  return entity.owned ? { user_id: currentUser(response).id } : {};
}
<% end %>
