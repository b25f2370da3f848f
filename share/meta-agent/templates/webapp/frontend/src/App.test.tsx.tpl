import { fireEvent, render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, it } from "vitest";
import { App } from "./App";
import { FakeApi } from "./test/fakeApi";

function visit(path: string) {
  const api = new FakeApi();
  render(
    <MemoryRouter initialEntries={[path]}>
      <App />
    </MemoryRouter>,
  );
  return api;
}
<% for e in entities %>

it("leads to <%= e.labels | lower %>", async () => {
  visit("/no-such-page");
  expect(screen.getByText("There is nothing here")).toBeVisible();
  fireEvent.click(screen.getByRole("link", { name: "<%= e.labels %>" }));
  expect(await screen.findByRole("heading", { level: 1, name: "<%= e.labels %>" })).toBeVisible();
});
<% end %>

it("lets a keyboard skip the menu", () => {
  visit("/no-such-page");
  const [first] = screen.getAllByRole("link");
  expect(first).toHaveTextContent("Skip to content");
  expect(first).toHaveAttribute("href", "#content");
  expect(screen.getByRole("main")).toHaveAttribute("id", "content");
});
