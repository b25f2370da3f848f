import type { NextFunction, Request, Response } from "express";

const headers = {
  "Content-Security-Policy": [
    "default-src 'self'",
    "img-src 'self' https: data:",
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join("; "),
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
};

export function securityHeaders(_request: Request, response: Response, next: NextFunction): void {
  response.set(headers);
  next();
}

/** Records change at any time, so that a cache asks before it repeats an answer; a shared one keeps none. */
export function revalidated(_request: Request, response: Response, next: NextFunction): void {
  response.set("Cache-Control", "private, no-cache");
  next();
}
