import { type ReactNode, useEffect, useState } from "react";
import { ApiError, getToken, request, setToken, setUnauthorizedListener } from "../api/client";
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

  const [failure, setFailure] = useState<Error>();
  const [hasEnded, setHasEnded] = useState(false);

  async function restore() {
    try {
      setUser(await request<User>("GET", "/auth/me"));
      setFailure(undefined);
    } catch (error) {
      const isRefused = error instanceof ApiError && error.status === 401;
      setFailure(isRefused ? undefined : (error as Error));
    } finally {
      setRestoring(false);
    }
  }

  useEffect(() => {
    setUnauthorizedListener(() => {
      setToken(null);
      setUser(undefined);
      setHasEnded(true);
    });
    if (getToken()) void restore();
  }, []);

  function open(session: Session) {
    setToken(session.token);
    setUser(session.user);
    setHasEnded(false);
  }

  function logOut() {
    request("POST", "/auth/logout")
      .catch(() => undefined)
      .finally(() => {
        setToken(null);
        setUser(undefined);
        setHasEnded(false);
      });
  }

  return (
    <AuthContext
      value={{
        user,
        restoring,
        failure,
        restore,
        hasEnded,
        logIn: async (credentials) => open(await request("POST", "/auth/login", credentials)),
        register: async (account) => open(await request("POST", "/auth/register", account)),
        logOut,
      }}
    >
      {children}
    </AuthContext>
  );
}
