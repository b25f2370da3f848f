import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { MemoryRouter } from "react-router";
<% if features.export_csv %>
import { beforeEach, describe, expect, it, vi } from "vitest";
<% else %>
import { beforeEach, describe, expect, it } from "vitest";
<% end %>
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
<% for l in e.links %>
  <%= l.name %>: [],
<% end %>
};
<% if e.surname %>
const title = `${sample.<%= e.titleField %>} ${sample.<%= e.surname.name %>}`;
<% else %>
const title = String(sample.<%= e.titleField %>);
<% end %>

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

<% for f in e.fields %>
<% if f.type == "image" and f.name != e.titleField %>
  it("are shown with their <%= f.label | lower %>", async () => {
    api.add(path, { ...sample, <%= f.name %>: "https://example.com/shown.png" });
    show();
    const row = (await screen.findByRole("link", { name: title })).closest("li");
    expect(row?.querySelector('img[src="https://example.com/shown.png"]')).not.toBeNull();
  });

<% end %>
<% end %>
  it("are loaded again after a failure", async () => {
    api.fail(path);
    api.add(path, sample);
    show();
    expect(await screen.findByRole("alert")).toHaveTextContent("Something went wrong");
    api.fail(path, false);
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
<% if f.hasDefault %>
    expect(within(form).getByLabelText("<%= f.label %>")).toBeChecked();
<% else %>
    fireEvent.click(within(form).getByLabelText("<%= f.label %>"));
<% end %>
<% else %>
<% if f.hasDefault and f.type in ["string", "text", "enum", "integer", "decimal", "money", "time"] %>
    expect(within(form).getByLabelText("<%= f.label %>")).toHaveValue(<%= f.default | json %>);
<% end %>
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
    expect(field).toHaveFocus();
  });

  it("are changed with the form", async () => {
    const { id } = api.add(path, sample);
    show();
    const form = await forms.openForm(`Edit ${title}`);
    expect(within(form).getByLabelText("<%= f.label %>")).toHaveValue(<% if e.surname %>sample.<%= f.name %><% else %>title<% end %>);
    forms.fill(form, "<%= f.label %>", <%= f.sample2 | json %>);
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));

<% if e.surname %>
    const renamed = `${<%= f.sample2 | json %>} ${sample.<%= e.surname.name %>}`;
    expect(await screen.findByRole("link", { name: renamed })).toBeVisible();
<% else %>
    expect(await screen.findByRole("link", { name: <%= f.sample2 | json %> })).toBeVisible();
<% end %>
    expect(api.bodies("PATCH", `${path}/${id}`)).toMatchObject([{ <%= f.name %>: <%= f.sample2 | json %> }]);
  });

  it("keep what was typed where they have been changed elsewhere", async () => {
    const { id } = api.add(path, sample);
    show();
    const form = await forms.openForm(`Edit ${title}`);
    forms.fill(form, "<%= f.label %>", <%= f.sample2 | json %>);
    api.touch(path, id);
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));

    expect(await within(form).findByRole("alert")).toHaveTextContent("changed elsewhere");
    expect(within(form).getByLabelText("<%= f.label %>")).toHaveValue(<%= f.sample2 | json %>);
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });
<% elif f.type == "rating" %>

  it("are rated in the list", async () => {
    const { id } = api.add(path, sample);
    show();
    const stars = await screen.findByRole("group", { name: "<%= f.label %>" });
    fireEvent.click(within(stars).getByRole("button", { name: "1 star" }));
    await waitFor(() => {
      const rated = screen.getByRole("group", { name: "<%= f.label %>" });
      expect(within(rated).getByRole("button", { name: "1 star" })).toHaveAttribute("aria-pressed", "true");
    });
    expect(api.bodies("PATCH", `${path}/${id}`)).toEqual([{ <%= f.name %>: 1 }]);
  });
<% elif f.type in ["image", "file"] %>

  it("take a <%= f.label | lower %> from this device", async () => {
    show();
    const form = await forms.openForm("New <%= e.label | lower %>");
    const chooser = within(form).getByLabelText("Upload <%= f.label | lower %>");
    const files = [new File(["x"], "x.png")];
    api.answerOnce("POST", 400, { error: "The file is empty" });
    fireEvent.change(chooser, { target: { files } });
    expect(await within(form).findByRole("alert")).toHaveTextContent("The file is empty");

    api.answerOnce("POST", 201, { url: "/api/app/files/1.png" });
    fireEvent.change(chooser, { target: { files } });
    await waitFor(() => {
      expect(within(form).getByLabelText("<%= f.label %>")).toHaveValue("/api/app/files/1.png");
    });
    expect(within(form).queryByRole("alert")).toBeNull();
<% if f.type == "image" %>
    const preview = within(form).getByRole("img", { name: "Preview of <%= f.label | lower %>" });
    expect(preview).toHaveAttribute("src", "/api/app/files/1.png");
<% end %>
  });
<% elif f.type == "markdown" %>

  it("have a <%= f.label | lower %> that is previewed", async () => {
    show();
    const form = await forms.openForm("New <%= e.label | lower %>");
    forms.fill(form, "<%= f.label %>", "A *fine* day");
    fireEvent.click(within(form).getByRole("button", { name: "Preview <%= f.label | lower %>" }));
    const preview = within(form).getByRole("region", { name: "Preview of <%= f.label | lower %>" });
    expect(within(preview).getByText("fine").tagName).toBe("EM");
    expect(within(form).getByLabelText("<%= f.label %>")).not.toBeVisible();

    api.answerOnce("POST", 400, { error: "Please correct it", fields: { <%= f.name %>: "Too short" } });
    fireEvent.click(within(form).getByRole("button", { name: "Create" }));
    await waitFor(() => expect(within(form).getByLabelText("<%= f.label %>")).toHaveFocus());
    expect(api.bodies("POST", path)).toMatchObject([{ <%= f.name %>: "A *fine* day" }]);
  });
<% elif f.type == "tags" %>

  it("are found by a tag", async () => {
    api.add(path, sample);
    show();
    expect(await screen.findByText(String(sample.<%= f.name %>[0]))).toBeVisible();
    const box = screen.getByRole("textbox", { name: "Filter by <%= f.label | lower %>" });
    fireEvent.change(box, { target: { value: "none" } });
    await waitFor(() => expect(api.asked(path)).toContain("<%= f.name %>=none"));
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

<% for r in e.refs %>
<% if r.to != e.name %>
  it("lead to their <%= r.label | lower %>", async () => {
    const id = api.add("/<%= r.toPath %>", { <%= r.toTitleField %>: "What is referred to" }).id;
    api.add(path, { ...sample, <%= r.name %>: id });
    show();
    const links = await screen.findAllByRole("link", { name: "What is referred to" });
    expect(links.map((link) => link.getAttribute("href"))).toContain(`/<%= r.toPath %>/${id}`);
  });

<% end %>
<% if r.unique %>
  it("are offered no <%= r.label | lower %> that another has", async () => {
    const taken = api.add("/<%= r.toPath %>", { <%= r.toTitleField %>: "A taken one" }).id;
    api.add("/<%= r.toPath %>", { <%= r.toTitleField %>: "A free one" });
    api.add(path, { ...sample, <%= r.name %>: taken });
    show();
    const form = await forms.openForm("New <%= e.label | lower %>");
    await forms.pick(form, "<%= r.label %>", "A free one");
    expect(within(form).queryByRole("option", { name: "A taken one" })).toBeNull();
  });

<% end %>
<% end %>
<% for l in e.links %>
  it("are joined with <%= l.label | lower %>", async () => {
    const other = api.add("/<%= l.toPath %>", { <%= l.toTitleField %>: "The other one" }).id;
    const { id } = api.add(path, sample);
    show();
    const form = await forms.openForm(`Edit ${title}`);
    fireEvent.click(await within(form).findByLabelText("The other one"));
    fireEvent.click(within(form).getByRole("button", { name: "Save" }));
    await waitFor(() => {
      expect(api.bodies("PATCH", `${path}/${id}`)).toMatchObject([{ <%= l.name %>: [other] }]);
    });
    await waitFor(() => expect(form).not.toBeInTheDocument());
    expect(await screen.findByText("The other one")).toBeVisible();
  });

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
<% if features.sort %>

  it("are sorted and filtered on a phone, too, behind a button", async () => {
    show();
    const button = await screen.findByRole("button", { name: /^(Filter and s|S)ort$/ });
    expect(button).toHaveAttribute("aria-expanded", "false");
    fireEvent.click(button);
    expect(button).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByRole("combobox", { name: "Sort by" }).closest(".hidden")).toBeNull();
  });
<% end %>
<% if features.sort %>

  it("are sorted, in both directions", async () => {
    api.add(path, sample);
    show();
    const box = await screen.findByRole("combobox", { name: "Sort by" });
    fireEvent.change(box, { target: { value: "<%= e.titleField %>" } });
    fireEvent.click(screen.getByRole("button", { name: "Ascending" }));
    await waitFor(() => expect(api.asked(path)).toContain("sort=-<%= e.titleField %>"));
    expect(api.asked(path)).toContain("sort=<%= e.titleField %>");
    expect(await screen.findByRole("link", { name: title })).toBeVisible();
  });
<% end %>
<% if features.filter %>
<% for f in e.fields %>
<% if f.type == "enum" %>

  it("are filtered by <%= f.label | lower %>", async () => {
    show();
    const box = await screen.findByRole("combobox", { name: "Filter by <%= f.label | lower %>" });
    fireEvent.change(box, { target: { value: sample.<%= f.name %> } });
    expect(await screen.findByText("Nothing found")).toBeVisible();
    expect(api.asked(path)).toContain(`<%= f.name %>=${sample.<%= f.name %>}`);
  });
<% elif f.type in ["date", "datetime"] %>

  it("are filtered by <%= f.label | lower %>", async () => {
    show();
    fireEvent.change(await screen.findByLabelText("<%= f.label %> from"), {
      target: { value: "2026-01-01" },
    });
    fireEvent.change(screen.getByLabelText("<%= f.label %> to"), {
      target: { value: "2026-12-31" },
    });
    expect(await screen.findByText("Nothing found")).toBeVisible();
    await waitFor(() => {
      expect(api.asked(path)).toContain("<%= f.name %>From=2026-01-01&<%= f.name %>To=2026-12-31");
    });
  });
<% end %>
<% end %>
<% end %>
<% if features.export_csv %>

  it("are exported", async () => {
    const saved: string[] = [];
    URL.createObjectURL = () => "blob:csv";
    URL.revokeObjectURL = () => undefined;
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download, this.href);
    });
    api.add(path, sample);
    show();
    await screen.findByRole("link", { name: title });
    api.answerOnce("GET", 200, "");
    fireEvent.click(screen.getByRole("button", { name: "Export" }));
    await waitFor(() => expect(saved).toEqual(["<%= e.labels | lower %>.csv", "blob:csv"]));
    expect(api.bodies("GET", `${path}/export.csv`)).toHaveLength(1);
  });
<% end %>
<% if features.import_csv %>

  it("are imported, and what is wrong with a file is said", async () => {
    show();
    const choose = (text: string) =>
      fireEvent.change(screen.getByLabelText("CSV file"), {
        target: { files: [Object.assign(new File([], "x.csv"), { text: async () => text })] },
      });
    await screen.findByText("No <%= e.labels | lower %> yet");
    api.answerOnce("POST", 400, { error: "Line 2: is wrong" });
    choose("first");
    expect(await screen.findByRole("alert")).toHaveTextContent("Line 2: is wrong");

    api.answerOnce("POST", 201, { created: 1 });
    choose("second");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
    expect(api.bodies("POST", `${path}/import`)).toEqual([{ text: "first" }, { text: "second" }]);
  });
<% end %>
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
