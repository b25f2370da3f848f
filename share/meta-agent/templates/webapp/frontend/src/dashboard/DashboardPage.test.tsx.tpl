import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi";
import { DashboardPage } from "./DashboardPage";

const stats = [
<% for e in entities %>
<% if loop.first %>
  {
    path: "<%= e.path %>",
    total: 3,
    months: [
      { label: "2026-01", count: 1 },
      { label: "2026-02", count: 2 },
    ],
    choices: { someField: [{ label: "in_progress", count: 3 }] },
    sums: {},
  },
<% end %>
<% end %>
];

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

function show() {
  render(
    <MemoryRouter>
      <DashboardPage />
    </MemoryRouter>,
  );
}

describe("the dashboard", () => {
  it("shows totals and charts", async () => {
    api.answerOnce("GET", 200, stats);
    show();
    expect(await screen.findByText("In progress")).toBeVisible();
    const chart = screen.getByRole("img");
    expect(chart).toHaveTextContent(/: 1, .*: 2/);
<% for e in entities %>
<% if loop.first %>
    expect(screen.getByRole("link", { name: "<%= e.labels %>" })).toHaveAttribute("href", "/<%= e.path %>");
<% end %>
<% end %>
  });

  it("says so when there is nothing to show", async () => {
    api.answerOnce("GET", 200, []);
    show();
    expect(await screen.findByText("Nothing to show yet")).toBeVisible();
  });

  it("is loaded again after a failure", async () => {
    api.answerOnce("GET", 500, { error: "Something went wrong on our side" });
    show();
    const again = await screen.findByRole("button", { name: "Try again" });
    api.answerOnce("GET", 200, []);
    fireEvent.click(again);
    expect(await screen.findByText("Nothing to show yet")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
