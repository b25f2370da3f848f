import { HttpError } from "../http/errors.js";

const MAX_ATTEMPTS = 10;
const WINDOW = 15 * 60 * 1000;

/** Slows down password guessing: ten attempts per key and quarter of an hour until one succeeds. */
export class LoginLimit {
  private readonly attempts = new Map<string, { count: number; until: number }>();

  take(key: string, now = Date.now()): void {
    for (const [old, entry] of this.attempts) {
      if (entry.until <= now) this.attempts.delete(old);
    }
    const entry = this.attempts.get(key) ?? { count: 0, until: now + WINDOW };
    if (entry.count >= MAX_ATTEMPTS) {
      throw new HttpError(429, "Too many attempts; please try again later");
    }
    this.attempts.set(key, { ...entry, count: entry.count + 1 });
  }

  clear(key: string): void {
    this.attempts.delete(key);
  }
}
