import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { ThemeButton } from "./ThemeButton";

it("switches to the dark appearance and remembers it", () => {
  const { unmount } = render(<ThemeButton />);
  const button = screen.getByRole("button", { name: "Dark mode" });
  expect(button).toHaveAttribute("aria-pressed", "false");
  fireEvent.click(button);
  expect(button).toHaveAttribute("aria-pressed", "true");
  expect(document.documentElement.dataset["theme"]).toBe("dark");

  unmount();
  render(<ThemeButton />);
  fireEvent.click(screen.getByRole("button", { name: "Dark mode" }));
  expect(document.documentElement.dataset["theme"]).toBe("light");
});
