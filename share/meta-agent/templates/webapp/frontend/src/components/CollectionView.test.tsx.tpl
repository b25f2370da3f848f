import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter, useLocation, useNavigate } from "react-router";
import { beforeEach, expect, it } from "vitest";
import { resource, type Stored } from "../api/resource";
import { FakeApi } from "../test/fakeApi";
import { CollectionView } from "./CollectionView";
<% if features.filters %>
import * as Filters from "./filters";
<% end %>

interface Thing extends Stored {
  name: string;
}

const things = resource<Thing>("/things");
<% if features.filter %>
const owners = resource<Thing>("/owners");
<% end %>
let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
  api.add("/things", { name: "A thing" });
});

function Address() {
  const navigate = useNavigate();
  return (
    <>
      <output>{useLocation().search}</output>
      <button type="button" onClick={() => void navigate(-1)}>
        Back
      </button>
    </>
  );
}

function show(search: string, lists = [""]) {
  render(
    <MemoryRouter initialEntries={["/before", `/things${search}`]} initialIndex={1}>
      {lists.map((address) => (
        <CollectionView
          key={address}
          title={`Things ${address}`}
          address={address}
          noun="thing"
          resource={things}
          titleOf={(thing) => thing.name}
<% if features.filters %>
          filters={[
<% if features.filter %>
            Filters.choice("colour", "Colour", ["red", "blue"]),
            Filters.yesNo("done", "Done"),
            Filters.days("due", "Due"),
            Filters.reference("ownerId", "Owner", owners, (owner) => owner.name),
<% end %>
<% if features.tags %>
            Filters.tag("tags", "Tags"),
<% end %>
          ]}
<% end %>
<% if features.sort %>
          sortedBy={[{ name: "name", label: "Name" }]}
<% end %>
          renderRow={(thing) => <li key={thing.id}>{thing.name}</li>}
          renderForm={() => null}
        />
      ))}
      <Address />
    </MemoryRouter>,
  );
}

const address = () => screen.getByRole("status", { name: "" }).textContent;
const lastAsked = () => api.asked("/things").split("\n").at(-1) ?? "";

it("shows a plain list at a plain address", async () => {
  show("");
  expect(await screen.findByText("A thing")).toBeVisible();
  expect(address()).toBe("");
});

it("does without what it cannot make sense of in the address", async () => {
  show(
    "?page=abc&sort=nonsense&colour=green&done=perhaps&dueFrom=2026-02-31&dueTo=x&ownerId=-1&q=++&size=9",
  );
  expect(await screen.findByText("A thing")).toBeVisible();
  expect(lastAsked()).not.toMatch(/abc|nonsense|green|perhaps|due|owner|q=|size=/);
});
<% if features.search %>

it("searches as the address says, and says in the address what is searched for", async () => {
  show("?q=first");
  const box = await screen.findByRole("searchbox");
  expect(box).toHaveValue("first");
  await waitFor(() => expect(lastAsked()).toContain("q=first"));

  for (const value of ["second", "second w", "second word "]) {
    fireEvent.change(box, { target: { value } });
  }
  await waitFor(() => expect(address()).toBe("?q=second+word"));
  expect(box).toHaveValue("second word ");
  await waitFor(() => expect(lastAsked()).toContain("q=second+word"));

  fireEvent.change(box, { target: { value: "" } });
  await waitFor(() => expect(address()).toBe(""));
  fireEvent.change(box, { target: { value: "third" } });
  await waitFor(() => expect(address()).toBe("?q=third"));

  // Typing is no step to go back to: this leaves the list as it was come to.
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  await waitFor(() => expect(address()).toBe(""));
  await waitFor(() => expect(box).toHaveValue(""));
});
<% end %>
<% if features.sort %>

it("is sorted as the address says, and going back undoes it", async () => {
  show("?sort=-name");
  const box = await screen.findByRole("combobox", { name: "Sort by" });
  expect(box).toHaveValue("name");
  expect(screen.getByRole("button", { name: "Descending" })).toBeEnabled();
  await waitFor(() => expect(lastAsked()).toContain("sort=-name"));

  fireEvent.change(box, { target: { value: "" } });
  await waitFor(() => expect(address()).toBe(""));
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  await waitFor(() => expect(address()).toBe("?sort=-name"));
  expect(box).toHaveValue("name");
});
<% end %>
<% if features.filter %>

it("is filtered as the address says, and going back undoes it", async () => {
  show("?colour=red&dueFrom=2026-01-01&ownerId=77");
  const colour = await screen.findByRole("combobox", { name: "Filter by colour" });
  expect(colour).toHaveValue("red");
  expect(screen.getByLabelText("Due from")).toHaveValue("2026-01-01");
  expect(screen.getByRole("combobox", { name: "Filter by owner" })).toHaveDisplayValue("#77");
  await waitFor(() => expect(api.asked("/things")).toMatch(/colour=red.*dueFrom=2026-01-01.*ownerId=77/));

  fireEvent.change(colour, { target: { value: "" } });
  await waitFor(() => expect(address()).toBe("?dueFrom=2026-01-01&ownerId=77"));
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  await waitFor(() => expect(colour).toHaveValue("red"));
});
<% end %>
<% if features.tags %>

it("finds by a tag as the address says", async () => {
  show("?tags=kept");
  const box = await screen.findByRole("textbox", { name: "Filter by tags" });
  expect(box).toHaveValue("kept");
  fireEvent.change(box, { target: { value: "other" } });
  await waitFor(() => expect(address()).toBe("?tags=other"));
});
<% end %>
<% if features.pagination %>

it("shows the page that the address names, and going back shows the one before", async () => {
  for (let n = 2; n <= 45; n++) api.add("/things", { name: `Thing ${n}` });
  show("?page=2");
  expect(await screen.findByText("21–40 of 45")).toBeVisible();
  fireEvent.click(screen.getByRole("button", { name: "Previous" }));
  expect(await screen.findByText("1–20 of 45")).toBeVisible();
  await waitFor(() => expect(address()).toBe(""));
  fireEvent.click(screen.getByRole("button", { name: "Back" }));
  expect(await screen.findByText("21–40 of 45")).toBeVisible();
});

it("shows the last page where the address names one beyond", async () => {
  for (let n = 2; n <= 45; n++) api.add("/things", { name: `Thing ${n}` });
  show("?page=999");
  expect(await screen.findByText("41–45 of 45")).toBeVisible();
  fireEvent.click(screen.getByRole("button", { name: "Previous" }));
  expect(await screen.findByText("21–40 of 45")).toBeVisible();
  expect(address()).toBe("?page=2");
});
<% if features.search %>

it("begins with the first page of what is searched for", async () => {
  for (let n = 2; n <= 45; n++) api.add("/things", { name: `Thing ${n}` });
  show("?page=2");
  fireEvent.change(await screen.findByRole("searchbox"), { target: { value: "thing" } });
  await waitFor(() => expect(address()).toBe("?q=thing"));
});
<% end %>
<% end %>
<% if features.sort %>

it("shares an address with the other lists of its page", async () => {
  show("?a.sort=name", ["a.", "b."]);
  const [first, second] = await screen.findAllByRole("combobox", { name: "Sort by" });
  expect(first).toHaveValue("name");
  expect(second).toHaveValue("");
  fireEvent.change(second as HTMLElement, { target: { value: "name" } });
  await waitFor(() => expect(address()).toBe("?a.sort=name&b.sort=name"));
});
<% end %>
