import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi";
import { ActivityPage } from "./ActivityPage";

const entry = {
  id: 1,
  at: "2026-01-15T10:00:00.000Z",
  action: "created",
<% for e in entities %>
<% if loop.first %>
  path: "<%= e.path %>",
<% end %>
<% end %>
  recordId: 7,
  title: "Blue harbour",
<% if features.auth %>
  userName: "Ada",
<% end %>
};

function show(entries: object[]) {
  new FakeApi().answerOnce("GET", 200, entries);
  render(
    <MemoryRouter>
      <ActivityPage />
    </MemoryRouter>,
  );
}

it("lists changes, with a link to what is still there", async () => {
  show([{ ...entry, id: 2, action: "deleted", title: "Quiet meadow" }, entry]);
  const link = await screen.findByRole("link", { name: "Blue harbour" });
  expect(link).toHaveAttribute("href", `/${entry.path}/7`);
  expect(screen.getByText("Quiet meadow")).toBeVisible();
  expect(screen.queryByRole("link", { name: "Quiet meadow" })).toBeNull();
});

it("says so when there are none", async () => {
  show([]);
  expect(await screen.findByText("No activity yet")).toBeVisible();
});
