import type { TestClient } from "./support.js";

export type Input = Record<string, unknown>;

/**
 * Valid input for every entity, in two sets that have no value in common.
 * A record that others refer to is created when it is first needed.
 */
export class Fixtures {
  private readonly ids = new Map<string, Promise<number>>();

  constructor(
    private readonly client: TestClient,
    private readonly set: "first" | "second" = "first",
  ) {}
<% for e in entities %>

  async <%= e.var %>Input(): Promise<Input> {
    return {
<% for f in e.fields %>
      <%= f.name %>: this.pick(<%= f.sample | json %>, <%= f.sample2 | json %>),
<% end %>
<% for r in e.refs %>
<% if r.required %>
      <%= r.name %>: await this.<%= r.toVar %>Id(),
<% end %>
<% end %>
    };
  }

  <%= e.var %>Id(): Promise<number> {
    return this.once("/<%= e.path %>", () => this.<%= e.var %>Input());
  }
<% end %>

  private pick(first: unknown, second: unknown): unknown {
    return this.set === "first" ? first : second;
  }

  private once(path: string, input: () => Promise<Input>): Promise<number> {
    const known = this.ids.get(path);
    if (known) return known;
    const id = input().then(async (body) => {
      const response = await this.client.post(path, body).expect(201);
      return Number(response.body.id);
    });
    this.ids.set(path, id);
    return id;
  }
}
