<% for b in boards %>
<% if loop.first and b.toVars %>
import { cleanup, fireEvent, render, screen, within } from "@testing-library/react";
<% elif loop.first %>
import { fireEvent, render, screen, within } from "@testing-library/react";
<% end %>
<% end %>
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";
<% for b in boards %>
<% if loop.first and not b.toVars %>
import * as format from "../lib/format";
<% end %>
<% end %>
import { FakeApi } from "../test/fakeApi";
import * as boards from "./boards";

<% for b in boards %>
<% if loop.first %>
const path = "/<%= b.path %>";
const field = "<%= b.field %>";
const Board = boards.<%= b.name %>Board;

<% if b.toVars %>
const names = ["Blue harbour", "Quiet meadow"] as const;
let first: number;
let second: number;
<% else %>
const first = <%= b.values.0 | json %>;
const second = <%= b.values.1 | json %>;
const names = [format.choice(first), format.choice(second)] as const;
<% end %>
let api: FakeApi;
let id: number;

beforeEach(() => {
  api = new FakeApi();
<% if b.toVars %>
  second = api.add("/<%= b.toPath %>", { <%= b.toTitleField %>: names[1] }).id;
  first = api.add("/<%= b.toPath %>", { <%= b.toTitleField %>: names[0] }).id;
<% end %>
  id = api.add(path, { <%= b.titleField %>: "Silver birch", [field]: first }).id;
  open();
});
<% end %>
<% end %>

function open() {
  render(
    <MemoryRouter>
      <Board />
    </MemoryRouter>,
  );
}

function lane(name: string) {
  return within(screen.getByRole("region", { name }));
}

function drag(onto: string) {
  const texts = new Map<string, string>();
  const dataTransfer = {
    setData: (type: string, text: string) => texts.set(type, text),
    getData: (type: string) => texts.get(type) ?? "",
  };
  const card = screen.getByRole("link", { name: "Silver birch" }).closest("li") as HTMLElement;
  fireEvent.dragStart(card, { dataTransfer });
  fireEvent.dragOver(screen.getByRole("region", { name: onto }), { dataTransfer });
  fireEvent.drop(screen.getByRole("region", { name: onto }), { dataTransfer });
}

describe("the board", () => {
  it("moves what is dragged to another lane", async () => {
    await screen.findByRole("link", { name: "Silver birch" });
    expect(lane(names[0]).getByRole("link")).toHaveAttribute("href", `${path}/${id}`);
    drag(names[1]);
    expect(await lane(names[1]).findByRole("link", { name: "Silver birch" })).toBeVisible();
    expect(lane(names[0]).queryByRole("link")).toBeNull();
    expect(api.bodies("PATCH", `${path}/${id}`)).toMatchObject([{ [field]: second }]);
  });

  it("moves what is sent there without a mouse", async () => {
    const choice = await screen.findByRole("combobox", { name: "Move Silver birch" });
    fireEvent.change(choice, { target: { value: String(second) } });
    expect(await lane(names[1]).findByRole("link", { name: "Silver birch" })).toBeVisible();
    expect(api.bodies("PATCH", `${path}/${id}`)).toMatchObject([{ [field]: second }]);
  });

  it("leaves alone what is dropped where it was", async () => {
    await screen.findByRole("link", { name: "Silver birch" });
    drag(names[0]);
    expect(api.bodies("PATCH", `${path}/${id}`)).toEqual([]);
  });

  it("puts back what could not be moved, and says why", async () => {
    await screen.findByRole("link", { name: "Silver birch" });
    api.answerOnce("PATCH", 403, { error: "You may not change this" });
    drag(names[1]);
    expect(await screen.findByRole("alert")).toHaveTextContent("You may not change this");
    expect(await lane(names[0]).findByRole("link", { name: "Silver birch" })).toBeVisible();
  });
<% for b in boards %>
<% if loop.first and b.toVars %>

  it("loads its lanes again after a failure", async () => {
    await screen.findByRole("link", { name: "Silver birch" });
    cleanup();
    api.fail("/<%= b.toPath %>");
    open();
    const again = await screen.findByRole("button", { name: "Try again" });
    api.fail("/<%= b.toPath %>", false);
    fireEvent.click(again);
    expect(await screen.findByRole("link", { name: "Silver birch" })).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });
<% end %>
<% end %>
});
