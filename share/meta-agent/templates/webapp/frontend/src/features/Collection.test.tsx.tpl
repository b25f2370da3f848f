import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";
import { FakeApi } from "../../test/fakeApi";
import * as forms from "../../test/forms";
import { <%= e.name %>Collection } from "./<%= e.name %>Collection";

const path = "/<%= e.path %>";

/** One that is complete, as the API gives it. */
const sample = {
<% for f in e.fields %>
<% if f.type == "boolean" %>
  <%= f.name %>: true,
<% else %>
  <%= f.name %>: <%= f.sample | json %>,
<% end %>
<% end %>
<% for r in e.refs %>
  <%= r.name %>: null,
<% end %>
};
const title = String(sample.<%= e.titleField %>);

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

function show() {
  render(
    <MemoryRouter>
      <<%= e.name %>Collection />
    </MemoryRouter>,
  );
}

describe("<%= e.labels | lower %>", () => {
  it("say so when there are none", async () => {
    show();
    expect(await screen.findByText("No <%= e.labels | lower %> yet")).toBeVisible();
  });

  it("are listed", async () => {
    api.add(path, sample);
    show();
    expect(await screen.findByRole("link", { name: title })).toBeVisible();
  });

  it("are loaded again after a failure", async () => {
    api.answerOnce("GET", 500, { error: "Something went wrong on our side" });
<% for r in e.refs %>
    api.answerOnce("GET", 500, { error: "Something went wrong on our side" });
<% end %>
    api.add(path, sample);
    show();
    expect(await screen.findByRole("alert")).toHaveTextContent("Something went wrong");
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: title })).toBeVisible();
  });

  it("are created with the form", async () => {
<% for r in e.refs %>
<% if r.required %>
    const <%= r.name %> = api.add("/<%= r.toPath %>", { <%= r.toTitleField %>: "The <%= r.label | lower %>" }).id;
<% end %>
<% end %>
    show();
    const form = await forms.openForm("New <%= e.label | lower %>");
<% for f in e.fields %>
<% if f.type == "boolean" %>
    fireEvent.click(within(form).getByLabelText("<%= f.label %>"));
<% else %>
    forms.fill(form, "<%= f.label %>", sample.<%= f.name %>);
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
    await forms.pick(form, "<%= r.label %>", "The <%= r.label | lower %>");
<% end %>
<% end %>
    fireEvent.click(within(form).getByRole("button", { name: "Create" }));

    expect(await screen.findByRole("link", { name: title })).toBeVisible();
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(api.bodies("POST", path)).toEqual([
      {
        ...sample,
<% for f in e.fields %>
<% if f.type == "datetime" %>
        <%= f.name %>: new Date(sample.<%= f.name %>).toISOString(),
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
        <%= r.name %>,
<% end %>
<% end %>
      },
    ]);
  });
<% for f in e.fields %>
<% if f.name == e.titleField %>

  it("show what the API refuses beside the field", async () => {
    show();
    const form = await forms.openForm("New <%= e.label | lower %>");
    api.answerOnce("POST", 400, {
      error: "Please correct the marked fields",
      fields: { <%= f.name %>: "This field is required" },
    });
    fireEvent.click(within(form).getByRole("button", { name: "Create" }));

    expect(await within(form).findByRole("alert")).toHaveTextContent("Please correct");
    const field = within(form).getByLabelText("<%= f.label %>");
    expect(field).toBeInvalid();
    expect(field).toHaveAccessibleDescription("This field is required");
  });

  it("are changed with the form", async () => {
    const { id } = api.add(path, sample);
    show();
    const form = await forms.openForm(`Edit ${title}`);
    expect(within(form).getByLabelText("<%= f.label %>")).toHaveValue(title);
    forms.fill(form, "<%= f.label %>", <%= f.sample2 | json %>);
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));

    expect(await screen.findByRole("link", { name: <%= f.sample2 | json %> })).toBeVisible();
    expect(api.bodies("PATCH", `${path}/${id}`)).toMatchObject([{ <%= f.name %>: <%= f.sample2 | json %> }]);
  });
<% elif f.type == "boolean" %>

  it("switch <%= f.label | lower %> on and off in the list", async () => {
    const { id } = api.add(path, sample);
    show();
    fireEvent.click(await screen.findByRole("checkbox", { name: "<%= f.label %>" }));
    await waitFor(() => {
      expect(screen.getByRole("checkbox", { name: "<%= f.label %>" })).not.toBeChecked();
    });
    expect(api.bodies("PATCH", `${path}/${id}`)).toEqual([{ <%= f.name %>: false }]);
  });
<% end %>
<% end %>

  it("are deleted after a confirmation", async () => {
    api.add(path, sample);
    show();
    fireEvent.click(await screen.findByRole("button", { name: `Delete ${title}` }));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Cancel" }));
    expect(screen.getByRole("link", { name: title })).toBeVisible();

    fireEvent.click(screen.getByRole("button", { name: `Delete ${title}` }));
    fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: "Delete" }));
    await waitFor(() => expect(screen.queryByRole("link", { name: title })).toBeNull());
  });
<% if features.search %>

  it("are searched", async () => {
    api.add(path, sample);
    show();
    const box = await screen.findByRole("searchbox", { name: "Search <%= e.labels | lower %>" });
    api.answerOnce("GET", 200, []);
    fireEvent.change(box, { target: { value: "no such thing" } });
    expect(await screen.findByText("Nothing found")).toBeVisible();
  });
<% end %>
});
