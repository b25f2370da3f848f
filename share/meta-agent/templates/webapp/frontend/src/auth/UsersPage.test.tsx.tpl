import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { FakeApi } from "../test/fakeApi";
import { UsersPage } from "./UsersPage";

const ada = { id: 1, name: "Ada", email: "ada@example.com", role: "admin" };
const grace = { id: 2, name: "Grace", email: "grace@example.com", role: "member" };

it("shows who may do what, and changes it", async () => {
  const api = new FakeApi();
  api.answerOnce("GET", 200, [ada, grace]);
  render(<UsersPage />);
  const role = await screen.findByRole("combobox", { name: "Role of Grace" });
  expect(role).toHaveValue("member");

  api.answerOnce("PATCH", 200, { ...grace, role: "admin" });
  api.answerOnce("GET", 200, [ada, { ...grace, role: "admin" }]);
  fireEvent.change(role, { target: { value: "admin" } });
  await waitFor(() => {
    expect(screen.getByRole("combobox", { name: "Role of Grace" })).toHaveValue("admin");
  });
  expect(api.bodies("PATCH", "/app/users/2")).toEqual([{ role: "admin" }]);
});

it("says when a change is refused", async () => {
  const api = new FakeApi();
  api.answerOnce("GET", 200, [ada]);
  render(<UsersPage />);
  const role = await screen.findByRole("combobox", { name: "Role of Ada" });
  api.answerOnce("PATCH", 409, { error: "There must be at least one administrator" });
  api.answerOnce("GET", 200, [ada]);
  fireEvent.change(role, { target: { value: "member" } });
  expect(await screen.findByRole("alert")).toHaveTextContent("at least one administrator");
});
