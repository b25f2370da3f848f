import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi";
import { CalendarPage } from "./CalendarPage";
import { today } from "./month";

<% for d in dated %>
<% if loop.first %>
const path = "/<%= d.path %>";
<% if d.type == "date" %>
const record = { <%= d.titleField %>: "Blue harbour", <%= d.name %>: "2026-01-15" };
<% else %>
const record = { <%= d.titleField %>: "Blue harbour", <%= d.name %>: new Date(2026, 0, 15, 9, 30).toISOString() };
<% end %>
<% end %>
<% end %>

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

function show(address = "/app/calendar?month=2026-01") {
  render(
    <MemoryRouter initialEntries={[address]}>
      <CalendarPage />
    </MemoryRouter>,
  );
}

describe("the calendar", () => {
  it("shows what is on a day, with a link to it", async () => {
    const { id } = api.add(path, record);
    show();
    const link = await screen.findByRole("link", { name: /Blue harbour/ });
    expect(link).toHaveAttribute("href", `${path}/${id}`);
    expect(link.closest("ol > li")?.querySelector("time")).toHaveAttribute("datetime", "2026-01-15");
<% for d in dated %>
<% if loop.first and d.type == "datetime" %>
    expect(link).toHaveTextContent("09:30");
<% end %>
<% end %>
  });
<% for d in dated %>
<% if loop.first and d.last %>

  it("shows each day of what lasts", async () => {
    const end = <% if d.type == "date" %>"2026-01-17"<% else %>new Date(2026, 0, 17, 8).toISOString()<% end %>;
    api.add(path, { ...record, <%= d.last %>: end });
    show();
    expect(await screen.findAllByRole("link", { name: /Blue harbour/ })).toHaveLength(3);
    expect(api.asked(path)).toContain("<%= d.last %>From=2025-12-28");
  });
<% end %>
<% end %>

  it("goes to other months", async () => {
    show();
    expect(await screen.findByText("Nothing this month")).toBeVisible();
    expect(screen.getByRole("heading", { level: 2 })).toHaveTextContent("2026");
    fireEvent.click(screen.getByRole("button", { name: "Next month" }));
    const last = document.querySelectorAll("ol > li > time");
    expect(last[last.length - 1]).toHaveAttribute("datetime", "2026-03-01");
<% for d in dated %>
<% if loop.first %>
    expect(api.asked(path)).toContain("<%= d.name %>To=2026-03-02");
<% end %>
<% end %>
    fireEvent.click(screen.getByRole("button", { name: "Today" }));
    expect(document.querySelector("[aria-current=date]")).toHaveAttribute("datetime", today());
    expect(await screen.findByText("Nothing this month")).toBeVisible();
  });

  it("opens with this month where the address names none", async () => {
    show("/app/calendar?month=2026-99");
    expect(await screen.findByText("Nothing this month")).toBeVisible();
    expect(document.querySelector("[aria-current=date]")).toHaveAttribute("datetime", today());
  });

  it("is loaded again after a failure", async () => {
    api.add(path, record);
    api.fail(path);
    show();
    const again = await screen.findByRole("button", { name: "Try again" });
    api.fail(path, false);
    fireEvent.click(again);
    expect(await screen.findByRole("link", { name: /Blue harbour/ })).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});
