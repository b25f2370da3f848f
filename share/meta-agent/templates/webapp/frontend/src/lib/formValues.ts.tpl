import { ApiError } from "../api/client";

/** Reads the values of a form in the types that the API wants. */
export class FormValues {
  constructor(private readonly data: FormData) {}

  /** Exactly what was typed. */
  raw(name: string): string {
    return String(this.data.get(name) ?? "");
  }

  text(name: string): string {
    return this.raw(name).trim();
  }

  textOrNull(name: string): string | null {
    return this.text(name) || null;
  }

  /** An empty input is NaN, which JSON turns into null and the API refuses. */
  number(name: string): number {
    return this.numberOrNull(name) ?? Number.NaN;
  }

  numberOrNull(name: string): number | null {
    const text = this.text(name);
    return text ? Number(text) : null;
  }

<% if features.tags %>
  /** Words with commas between. */
  words(name: string): string[] {
    return this.text(name)
      .split(",")
      .map((word) => word.trim())
      .filter(Boolean);
  }

<% end %>
<% if joined %>
  ids(name: string): number[] {
    return this.data.getAll(name).map(Number);
  }

<% end %>
  checked(name: string): boolean {
    return this.data.has(name);
  }

  choice<Choice extends string>(name: string, _choices: readonly Choice[]): Choice {
    return this.text(name) as Choice;
  }

  choiceOrNull<Choice extends string>(name: string, choices: readonly Choice[]): Choice | null {
    return this.choice(name, choices) || null;
  }

  dateTime(name: string): string {
    return this.dateTimeOrNull(name) ?? "";
  }

  dateTimeOrNull(name: string): string | null {
    const text = this.text(name);
    return text ? new Date(text).toISOString() : null;
  }

  json(name: string): unknown {
    const text = this.text(name);
    try {
      return text ? JSON.parse(text) : null;
    } catch {
      throw new ApiError(400, "Please correct the marked fields", { [name]: "Must be valid JSON" });
    }
  }
}
