/** What the API answered when it did not do as asked. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly fields: Record<string, string> = {},
  ) {
    super(message);
  }
}
<% if features.auth %>

const TOKEN_KEY = "<%= app.name %>.token";
let onUnauthorized: () => void = () => {};

export function getToken(): string | null {
  return localStorage.getItem(TOKEN_KEY);
}

export function setToken(token: string | null): void {
  if (token) localStorage.setItem(TOKEN_KEY, token);
  else localStorage.removeItem(TOKEN_KEY);
}

/** `listener` is called when the API no longer accepts the token. */
export function setUnauthorizedListener(listener: () => void): void {
  onUnauthorized = listener;
}
<% end %>

function unreachable(): ApiError {
  return new ApiError(0, "The server cannot be reached. Please check your connection.");
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Calls the API and gives the response; throws an ApiError for everything but success. */
export async function send(
  method: Method,
  path: string,
  body?: unknown,
  type = "application/json",
): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (body !== undefined) headers.set("Content-Type", type);
<% if features.auth %>
  const token = getToken();
  if (token) headers.set("Authorization", `Bearer ${token}`);
<% end %>

  const response = await fetch(`/api${path}`, {
    method,
    headers,
    body: body === undefined ? null : type === "application/json" ? JSON.stringify(body) : (body as BodyInit),
  }).catch(() => {
    throw unreachable();
  });
  if (response.ok) return response;

<% if features.auth %>
  // A late answer to an earlier login says nothing of this one.
  if (response.status === 401 && token && token === getToken()) onUnauthorized();
<% end %>
  const problem = (await response.json().catch(() => null)) ?? {};
  // What stands before the API, such as a proxy, says this when there is none.
  if (response.status >= 500 && !problem.error) throw unreachable();
  throw new ApiError(response.status, problem.error ?? "Something went wrong", problem.fields);
}

export async function request<Result>(
  method: Method,
  path: string,
  body?: unknown,
  type?: string,
): Promise<Result> {
  const response = await send(method, path, body, type);
  return response.status === 204 ? (undefined as Result) : await response.json();
}
