import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { dateTimeInput } from "../lib/format";

/** Clicks the button that opens a form, and gives the form's dialog. */
export async function openForm(button: string): Promise<HTMLElement> {
  fireEvent.click(await screen.findByRole("button", { name: button }));
  return screen.getByRole("dialog");
}

/** Enters a value as the API knows it. */
export function fill(form: HTMLElement, label: string, value: unknown): void {
  const control = within(form).getByLabelText<HTMLInputElement>(label);
  fireEvent.change(control, { target: { value: toText(control, value) } });
}

/** Chooses a record, once the picker has loaded it. */
export async function pick(form: HTMLElement, label: string, title: string): Promise<void> {
  const picker = () => within(form).getByLabelText(label);
  const option = await waitFor(() =>
    within(picker()).getByRole<HTMLOptionElement>("option", { name: title }),
  );
  fireEvent.change(picker(), { target: { value: option.value } });
}

function toText(control: HTMLInputElement, value: unknown): string {
  if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value.join(", ");
  if (typeof value === "object") return JSON.stringify(value);
  return control.type === "datetime-local" ? dateTimeInput(String(value)) : String(value);
}
