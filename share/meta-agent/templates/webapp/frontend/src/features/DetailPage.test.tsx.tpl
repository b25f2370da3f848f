import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { MemoryRouter, Route, Routes } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../../test/fakeApi";
import { <%= e.name %>DetailPage } from "./<%= e.name %>DetailPage";

const sample = {
<% for f in e.fields %>
  <%= f.name %>: <%= f.sample | json %>,
<% end %>
<% for r in e.refs %>
  <%= r.name %>: null,
<% end %>
<% for l in e.links %>
  <%= l.name %>: [],
<% end %>
};

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

function show(id: number) {
  render(
    <MemoryRouter initialEntries={[`/<%= e.path %>/${id}`]}>
      <Routes>
        <Route path="/<%= e.path %>/:id" element={<<%= e.name %>DetailPage />} />
        <Route path="/<%= e.path %>" element={<p>The list</p>} />
      </Routes>
    </MemoryRouter>,
  );
}

describe("the page of one <%= e.label | lower %>", () => {
  it("shows its title", async () => {
    show(api.add("/<%= e.path %>", sample).id);
    const heading = await screen.findByRole("heading", { level: 1 });
    expect(heading).toHaveTextContent(<% if e.surname %>`${sample.<%= e.titleField %>} ${sample.<%= e.surname.name %>}`<% else %>String(sample.<%= e.titleField %>)<% end %>);
    expect(document.title).toBe(`${heading.textContent} · <%= app.title %>`);
  });
<% for f in e.fields %>
<% if f.type == "markdown" and not f.isTitle %>

  it("shows its <%= f.label | lower %> with its formatting", async () => {
    show(api.add("/<%= e.path %>", { ...sample, <%= f.name %>: "# Well **done**\n<b>Bye</b>" }).id);
    expect(await screen.findByRole("heading", { level: 3, name: "Well done" })).toBeVisible();
    expect(screen.getByText("<b>Bye</b>")).toBeVisible();
  });
<% end %>
<% end %>
<% for c in e.children %>
<% if loop.first %>

  it("shows what belongs to it", async () => {
    show(api.add("/<%= e.path %>", sample).id);
    const headings = await screen.findAllByRole("heading", { level: 2 });
    expect(headings.map((heading) => heading.textContent)).toContain("<%= c.labels %>");
  });
<% end %>
<% end %>

  it("says when it does not exist", async () => {
    show(999);
    expect(await screen.findByRole("alert")).toHaveTextContent("Not found");
  });

  it("says that it has been changed elsewhere, and shows that after cancelling", async () => {
    const { id } = api.add("/<%= e.path %>", sample);
    show(id);
    fireEvent.click(await screen.findByRole("button", { name: "Edit" }));
    const form = screen.getByRole("dialog");
    api.touch("/<%= e.path %>", id);
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));
    expect(await within(form).findByRole("alert")).toHaveTextContent("changed elsewhere");

    fireEvent.click(within(form).getByRole("button", { name: "Cancel" }));
    fireEvent.click(screen.getByRole("button", { name: "Edit" }));
    const again = screen.getByRole("dialog");
    fireEvent.click(within(again).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("deletes it after a confirmation and goes back to the list", async () => {
    show(api.add("/<%= e.path %>", sample).id);
    fireEvent.click(await screen.findByRole("button", { name: "Delete" }));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Delete" }));
    expect(await screen.findByText("The list")).toBeVisible();
  });
});
