import { rmSync } from "node:fs";
import { basename, join } from "node:path";
<% if features.auth %>
import type { Response } from "express";
import { currentUser } from "../auth/middleware.js";
<% end %>
import type { Entity } from "../crud/entity.js";
import type { Values } from "../crud/repository.js";
<% if features.auth %>
import { ownerScope } from "../crud/scope.js";
<% end %>
import type { Database } from "../db/database.js";
import { HttpError } from "../http/errors.js";
import { fileAddress, keepFile } from "./store.js";

const DAY = 24 * 60 * 60 * 1000;

/** The uploaded files: each is there until no record names it any more. */
export class Files {
  /** Where records name files. */
  private readonly places: { entity: Entity; column: string }[];

  constructor(
    private readonly database: Database,
    readonly directory: string,
    entities: Entity[],
  ) {
    this.places = entities.flatMap((entity) =>
      Object.values(entity.fields)
        .filter((field) => field.keepsFile)
        .map(({ column }) => ({ entity, column })),
    );
  }

  /** Gives the address of what is kept. */
<% if features.auth %>
  async keep(content: Buffer, userId: number): Promise<string> {
<% else %>
  async keep(content: Buffer): Promise<string> {
<% end %>
    const address = `/api/app/files/${await keepFile(this.directory, content)}`;
    const now = new Date().toISOString();
<% if features.auth %>
    const sql = "INSERT INTO uploaded_files (address, user_id, created_at) VALUES (?, ?, ?)";
    this.database.run(sql, address, userId, now);
<% else %>
    this.database.run("INSERT INTO uploaded_files (address, created_at) VALUES (?, ?)", address, now);
<% end %>
    return address;
  }
<% if features.auth %>

  /** Whether the user uploaded a file, or may read a record that names it. */
  mayRead(address: string, response: Response): boolean {
    const { id } = currentUser(response);
    const own = "SELECT 1 FROM uploaded_files WHERE address = ? AND user_id = ?";
    if (this.database.get(own, address, id)) return true;
    return this.places.some(({ entity, column }) => {
      const scope = { [column]: address, ...ownerScope(entity, response) };
      const conditions = Object.keys(scope).map((name) => `"${name}" = ?`);
      const sql = `SELECT 1 FROM "${entity.table}" WHERE ${conditions.join(" AND ")}`;
      return this.database.get(sql, ...Object.values(scope)) !== undefined;
    });
  }
<% end %>

<% if features.auth %>
  /** Refuses the addresses of files that are not there, or that this user may not read. */
  check(entity: Entity, input: Values, response: Response): void {
<% else %>
  /** Refuses the addresses of files that are not there. */
  check(entity: Entity, input: Values): void {
<% end %>
    for (const [name, { keepsFile }] of Object.entries(entity.fields)) {
      const address = input[name];
      if (!keepsFile || typeof address !== "string" || !fileAddress.test(address)) continue;
<% if features.auth %>
      if (this.mayRead(address, response)) continue;
<% else %>
      if (this.database.get("SELECT 1 FROM uploaded_files WHERE address = ?", address)) continue;
<% end %>
      throw new HttpError(400, "Please correct the marked fields", { [name]: "File not found" });
    }
  }

  /**
   * Removes what a record named before, unless one still names it; and uploads that no record has
   * named for a day.
   */
  release(entity: Entity, before: Values): void {
    const named = Object.entries(entity.fields)
      .filter(([, field]) => field.keepsFile)
      .map(([name]) => before[name]);
    const unused = this.places.map(
      ({ entity: { table }, column }) =>
        `NOT EXISTS (SELECT 1 FROM "${table}" WHERE "${column}" = uploaded_files.address)`,
    );
    const rows = this.database.all(
      `SELECT address FROM uploaded_files
       WHERE ${unused.join(" AND ")}
       AND (created_at < ? OR address IN (SELECT value FROM json_each(?)))`,
      new Date(Date.now() - DAY).toISOString(),
      JSON.stringify(named),
    );
    for (const row of rows) {
      const address = String(row["address"]);
      rmSync(join(this.directory, basename(address)), { force: true });
      this.database.run("DELETE FROM uploaded_files WHERE address = ?", address);
    }
  }
}
