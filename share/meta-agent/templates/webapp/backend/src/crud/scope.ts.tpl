import type { Response } from "express";
import { currentUser } from "../auth/middleware.js";
import type { Entity } from "./entity.js";
import type { Scope } from "./repository.js";

<% if features.roles %>
/** Administrators see everything, others what is theirs. */
<% else %>
/** Users see what is theirs. */
<% end %>
export function ownerScope(entity: Entity, response: Response): Scope {
<% if features.roles %>
  const user = currentUser(response);
  return entity.owned && user.role !== "admin" ? { user_id: user.id } : {};
<% else %>
  return entity.owned ? { user_id: currentUser(response).id } : {};
<% end %>
}
