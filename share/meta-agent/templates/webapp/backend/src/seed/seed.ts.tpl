<% if features.auth %>
import { randomBytes } from "node:crypto";
import { hashPassword } from "../auth/passwords.js";
import { createUser, findAccount } from "../auth/users.js";
<% end %>
<% if features.auth %>
import { Repository, type Scope } from "../crud/repository.js";
<% else %>
import { Repository } from "../crud/repository.js";
<% end %>
import type { Database } from "../db/database.js";
import { entities } from "../entities/index.js";
import { HttpError } from "../http/errors.js";
import { validate } from "../http/validate.js";
import { examples, type Ids } from "./examples.js";

const COUNT = 8;
<% if features.auth %>
const EMAIL = "demo@example.com";
<% end %>

export function isEmpty(database: Database): boolean {
  return entities.every(({ table }) => !database.get(`SELECT id FROM "${table}" LIMIT 1`));
}

/** Adds examples of every kind of record, all or none, and says how many. They are the same each time. */
<% if features.auth %>
export function seed(database: Database, userId: number): number {
<% else %>
export function seed(database: Database): number {
<% end %>
  const ids: Ids = {};
  return database.transaction(() => {
    for (const entity of entities) {
      const repository = new Repository(database, entity);
      const made: number[] = [];
      ids[entity.table] = made;
      for (let n = 0; n < COUNT; n++) {
        try {
          const input = validate(entity.input, examples[entity.table]?.(n, ids));
<% if features.auth %>
          const scope: Scope = entity.owned ? { user_id: userId } : {};
          made.push(Number(repository.create(input, scope)["id"]));
<% else %>
          made.push(Number(repository.create(input)["id"]));
<% end %>
        } catch (error) {
          // Where each may be there but once, there are fewer.
          if (!(error instanceof HttpError && error.status === 409)) throw error;
        }
      }
    }
    return Object.values(ids).flat().length;
  });
}

<% if features.auth %>
/** Fills an empty database for an account of its own, and says how to log in to it. */
export async function addExamples(database: Database): Promise<string> {
  const known = findAccount(database, EMAIL);
  if (known) return `Added ${seed(database, known.id)} examples for ${EMAIL}.`;
  const password = randomBytes(9).toString("base64url");
  const passwordHash = await hashPassword(password);
  const user = createUser(database, { email: EMAIL, name: "Demo", passwordHash });
  if (!user) throw new Error(`There is no account ${EMAIL}, and there can be none`);
  const count = seed(database, user.id);
  return `Added ${count} examples. To see them, log in as ${EMAIL} with the password ${password}`;
}
<% else %>
/** Fills an empty database, and says what there is now. */
export function addExamples(database: Database): string {
  return `Added ${seed(database)} examples.`;
}
<% end %>
