import { createContext, use } from "react";
import type { User } from "../api/types";

export interface Credentials {
  email: string;
  password: string;
}

export interface Auth {
  user: User | undefined;
  /** Whether an earlier login is still being looked up. */
  restoring: boolean;
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
