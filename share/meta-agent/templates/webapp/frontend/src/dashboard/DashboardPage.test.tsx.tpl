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

  it("calls all that it counts by its name", async () => {
    const counts = [{ label: "2026-01", count: 1 }];
    api.answerOnce("GET", 200, [
<% for e in entities %>
      {
        path: "<%= e.path %>",
        total: 1,
        months: counts,
        choices: {
<% for f in e.fields %>
<% if f.type in ["enum", "boolean", "rating"] %>
          <%= f.name %>: counts,
<% end %>
<% end %>
        },
        sums: {
<% for f in e.fields %>
<% if f.type == "money" %>
          <%= f.name %>: 1,
<% end %>
<% end %>
        },
      },
<% end %>
    ]);
    show();
<% for e in entities %>
    expect(await screen.findByRole("link", { name: "<%= e.labels %>" })).toBeVisible();
<% for f in e.fields %>
<% if f.type in ["enum", "boolean", "rating"] %>
    expect(screen.getByText("<%= e.labels %> by <%= f.label | lower %>")).toBeVisible();
<% end %>
<% end %>
<% end %>
    expect(document.body).not.toHaveTextContent("undefined");
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
