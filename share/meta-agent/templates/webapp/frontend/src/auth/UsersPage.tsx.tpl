import { useState } from "react";
import { request } from "../api/client";
import type { User, UserRole } from "../api/types";
import { PageHeader } from "../components/PageHeader";
import { ErrorBanner, LoadingRows } from "../components/states";
import { useLoaded } from "../lib/useLoaded";

const loadUsers = () => request<User[]>("GET", "/app/users");

/** Who has an account, and what they may do; for administrators. */
export function UsersPage() {
  const { value: users, error, reload } = useLoaded(loadUsers);
  const [failure, setFailure] = useState<Error>();

  async function setRole(user: User, role: UserRole) {
    setFailure(undefined);
    await request("PATCH", `/app/users/${user.id}`, { role }).catch(setFailure);
    reload();
  }

  return (
    <>
      <PageHeader title="Users" />
      {failure && <ErrorBanner error={failure} />}
      {error && <ErrorBanner error={error} onRetry={reload} />}
      {!users && !error && <LoadingRows />}
      {users && (
        <ul className="card divide-y divide-slate-100">
          {users.map((user) => (
            <li key={user.id} className="flex flex-wrap items-center gap-3 px-4 py-3">
              <div className="min-w-0 grow">
                <p className="truncate font-medium">{user.name}</p>
                <p className="truncate text-sm text-slate-500">{user.email}</p>
              </div>
              <select
                className="input w-auto"
                aria-label={`Role of ${user.name}`}
                value={user.role}
                onChange={(event) => void setRole(user, event.target.value as UserRole)}
              >
                <option value="member">Member</option>
                <option value="admin">Administrator</option>
              </select>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
