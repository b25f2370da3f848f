import type { ErrorRequestHandler, RequestHandler } from "express";

export type FieldErrors = Record<string, string>;

/** An error that the caller is told about: status, message and, for bad input, what is wrong per field. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields?: FieldErrors,
  ) {
    super(message);
  }
}

export const notFound: RequestHandler = () => {
  throw new HttpError(404, "Not found");
};

/** For a path that has these methods alone. OPTIONS is answered by Express. */
export function allowOnly(methods: string): RequestHandler {
  return (request, response, next) => {
    if (request.method === "OPTIONS") return next();
    response.set("Allow", methods);
    throw new HttpError(405, `${request.method} is not allowed here`);
  };
}

/** A body that is no JSON is refused, and not taken for an empty one. */
export const requireJson: RequestHandler = (request, _response, next) => {
  if (request.is("json") === false) throw new HttpError(415, "The body must be JSON");
  next();
};

export const errorHandler: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  const { status, message, fields } = toHttpError(error);
  if (status >= 500) console.error(error);
  response.status(status).json({ error: message, fields });
};

function toHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  // Express and its body parser mark the client's mistakes with a 4xx status.
  if (error instanceof Error && "status" in error) {
    const status = Number(error.status);
    if (status === 400) return new HttpError(400, "The request is malformed");
    if (status === 413) return new HttpError(413, "The request is too large");
    if (status > 400 && status < 500) return new HttpError(status, error.message);
  }
  return new HttpError(500, "Something went wrong on our side");
}
