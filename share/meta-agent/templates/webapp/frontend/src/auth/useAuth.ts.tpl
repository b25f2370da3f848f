import { createContext, use } from "react";
import { useLocation } from "react-router";
import type { User } from "../api/types";

export interface Credentials {
  email: string;
  password: string;
}

export interface Auth {
  user: User | undefined;
  /** Whether an earlier login is still being looked up. */
  restoring: boolean;
  /** Why it could not be looked up. */
  failure: Error | undefined;
  /** Looks it up again. */
  restore: () => Promise<void>;
  /** Whether the server no longer knows the login that there was. */
  hasEnded: boolean;
  logIn: (credentials: Credentials) => Promise<void>;
  register: (account: Credentials & { name: string }) => Promise<void>;
  logOut: () => void;
}

export const AuthContext = createContext<Auth | undefined>(undefined);

export function useAuth(): Auth {
  const auth = use(AuthContext);
  if (!auth) throw new Error("useAuth needs an AuthProvider above it");
  return auth;
}

/** Where one was before logging in, which the links between the pages that log in pass on. */
export function useOrigin(): string {
  const { pathname, search, state } = useLocation();
  if (pathname !== "/login" && pathname !== "/register") return pathname + search;
  const { from } = (state ?? {}) as { from?: string };
  return from ?? "/";
}
