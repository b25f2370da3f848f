import type { CookieOptions, Request, Response } from "express";

const NAME = "files";

/** It is sent with requests for files alone, and none of them changes anything. */
const options: CookieOptions = { httpOnly: true, sameSite: "strict", path: "/api/app/files" };

/** Lets the browser of a user show pictures. */
export function setFilesCookie(request: Request, response: Response, token: string, days: number): void {
  const maxAge = days * 24 * 60 * 60 * 1000;
  response.cookie(NAME, token, { ...options, secure: request.secure, maxAge });
}

export function clearFilesCookie(response: Response): void {
  response.clearCookie(NAME, options);
}

export function readFilesCookie(request: Request): string | undefined {
  return /(?:^|; )files=([\w-]+)/.exec(request.get("cookie") ?? "")?.[1];
}
