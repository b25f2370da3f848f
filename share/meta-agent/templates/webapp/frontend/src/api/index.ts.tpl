import { resource } from "./resource";
import type * as types from "./types";

export const api = {
<% for e in entities %>
  <%= e.vars %>: resource<types.<%= e.name %>>("/<%= e.path %>"),
<% end %>
};
