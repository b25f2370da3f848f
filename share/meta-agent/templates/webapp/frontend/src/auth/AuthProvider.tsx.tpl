import { type ReactNode, useEffect, useState } from "react";
import { getToken, request, setToken, setUnauthorizedListener } from "../api/client";
import type { User } from "../api/types";
import { AuthContext } from "./useAuth";

interface Session {
  token: string;
  user: User;
}

/** Knows who is logged in, and keeps the login across visits. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const [user, setUser] = useState<User>();
  const [restoring, setRestoring] = useState(() => getToken() !== null);

  useEffect(() => {
    setUnauthorizedListener(() => {
      setToken(null);
      setUser(undefined);
    });
    if (!getToken()) return;
    request<User>("GET", "/auth/me")
      .then(setUser, () => undefined)
      .finally(() => setRestoring(false));
  }, []);

  function open(session: Session) {
    setToken(session.token);
    setUser(session.user);
  }

  function logOut() {
    request("POST", "/auth/logout")
      .catch(() => undefined)
      .finally(() => {
        setToken(null);
        setUser(undefined);
      });
  }

  return (
    <AuthContext
      value={{
        user,
        restoring,
        logIn: async (credentials) => open(await request("POST", "/auth/login", credentials)),
        register: async (account) => open(await request("POST", "/auth/register", account)),
        logOut,
      }}
    >
      {children}
    </AuthContext>
  );
}
