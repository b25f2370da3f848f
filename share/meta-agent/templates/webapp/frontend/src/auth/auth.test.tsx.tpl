import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { beforeEach, describe, expect, it } from "vitest";
import { App } from "../App";
import { getToken, setToken } from "../api/client";
import { FakeApi } from "../test/fakeApi";
import { AuthProvider } from "./AuthProvider";

const user = { id: 1, name: "Ada", email: "ada@example.com" };

let api: FakeApi;

beforeEach(() => {
  api = new FakeApi();
});

function visit(path: string) {
  render(
    <MemoryRouter initialEntries={[path]}>
      <AuthProvider>
        <App />
      </AuthProvider>
    </MemoryRouter>,
  );
}

function fill(label: string, value: string) {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

async function logIn() {
  fill("Email", user.email);
  fill("Password", "correct horse");
  api.answerOnce("POST", 200, { token: "secret", user });
  fireEvent.click(screen.getByRole("button", { name: "Log in" }));
  await screen.findByText("Ada");
}

describe("logging in", () => {
  it("opens the app", async () => {
    visit("/login");
    await logIn();
    expect(getToken()).toBe("secret");
    expect(api.bodies("POST", "/auth/login")).toEqual([
      { email: user.email, password: "correct horse" },
    ]);
  });

  it("says when it fails", async () => {
    visit("/login");
    api.answerOnce("POST", 401, { error: "Wrong email address or password" });
    fireEvent.click(screen.getByRole("button", { name: "Log in" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Wrong email address or password");
    expect(getToken()).toBeNull();
  });

  it("is asked for on every page", () => {
    visit("/some/page");
    expect(screen.getByRole("heading", { name: "Log in" })).toBeVisible();
  });
});

describe("registering", () => {
  it("opens the app", async () => {
    visit("/register");
    fill("Name", user.name);
    fill("Email", user.email);
    fill("Password", "correct horse");
    api.answerOnce("POST", 201, { token: "secret", user });
    fireEvent.click(screen.getByRole("button", { name: "Register" }));
    expect(await screen.findByText("Ada")).toBeInTheDocument();
  });

  it("shows what is wrong beside the field", async () => {
    visit("/register");
    api.answerOnce("POST", 400, {
      error: "Please correct the marked fields",
      fields: { password: "Must be at least 8 characters long" },
    });
    fireEvent.click(screen.getByRole("button", { name: "Register" }));
    expect(await screen.findByText("Must be at least 8 characters long")).toBeVisible();
    expect(screen.getByLabelText("Password")).toBeInvalid();
  });
});

describe("a login", () => {
  it("is kept across visits, until logging out", async () => {
    setToken("secret");
    api.answerOnce("GET", 200, user);
    visit("/");
    expect(await screen.findByText("Ada")).toBeInTheDocument();

    api.answerOnce("POST", 200, null);
    fireEvent.click(screen.getByRole("button", { name: "Log out" }));
    expect(await screen.findByRole("heading", { name: "Log in" })).toBeVisible();
    expect(screen.queryByText(/Your session has ended/)).toBeNull();
    expect(getToken()).toBeNull();
  });

  it("that has ended is said to have, and logging in leads back to where one was", async () => {
    setToken("old");
    api.answerOnce("GET", 200, user);
    api.answerOnce("GET", 401, { error: "Please log in" });
    visit("/<%= entities.0.path %>?page=1");
    expect(await screen.findByText("Your session has ended. Please log in again.")).toBeVisible();
    expect(getToken()).toBeNull();

    await logIn();
    expect(await screen.findByRole("heading", { level: 1, name: "<%= entities.0.labels %>" })).toBeVisible();
    expect(screen.queryByText(/Your session has ended/)).toBeNull();
  });

  it("that has ended before the visit is said to have", async () => {
    setToken("old");
    api.answerOnce("GET", 401, { error: "Please log in" });
    visit("/");
    expect(await screen.findByText("Your session has ended. Please log in again.")).toBeVisible();
    expect(getToken()).toBeNull();
  });

  it("leads to where one was going, by way of the page to register, too", async () => {
    visit("/<%= entities.0.path %>");
    fireEvent.click(screen.getByRole("link", { name: "Register" }));
    fireEvent.click(screen.getByRole("link", { name: "Log in" }));
    await logIn();
    expect(await screen.findByRole("heading", { level: 1, name: "<%= entities.0.labels %>" })).toBeVisible();
  });

  it("outlasts a server that cannot be reached", async () => {
    setToken("secret");
    api.answerOnce("GET", 0, null);
    visit("/");
    expect(await screen.findByRole("heading", { name: "The server cannot be reached" })).toBeVisible();
    expect(getToken()).toBe("secret");

    api.answerOnce("GET", 502, null);
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(api.bodies("GET", "/auth/me")).toHaveLength(2));
    expect(screen.getByRole("heading", { name: "The server cannot be reached" })).toBeVisible();

    const button = screen.getByRole("button", { name: "Try again" });
    await waitFor(() => expect(button).toBeEnabled());
    api.answerOnce("GET", 200, user);
    fireEvent.click(button);
    expect(await screen.findByText("Ada")).toBeInTheDocument();
  });

  it("outlasts a server that fails, and says why", async () => {
    setToken("secret");
    api.answerOnce("GET", 500, { error: "Something is wrong with the server" });
    visit("/");
    expect(await screen.findByRole("alert")).toHaveTextContent("Something is wrong with the server");
    expect(getToken()).toBe("secret");
  });
});
