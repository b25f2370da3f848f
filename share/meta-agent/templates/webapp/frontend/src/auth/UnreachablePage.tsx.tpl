import { useState } from "react";
import { ApiError } from "../api/client";
import { AuthCard } from "./AuthCard";

interface UnreachablePageProps {
  error: Error;
  onRetry: () => Promise<void>;
}

/** Who is logged in cannot be found out. */
export function UnreachablePage({ error, onRetry }: UnreachablePageProps) {
  const [busy, setBusy] = useState(false);
  const isSilent = error instanceof ApiError && error.status === 0;

  return (
    <AuthCard title={isSilent ? "The server cannot be reached" : "Something went wrong"}>
      <p role="alert" className="text-sm text-slate-600">
        {isSilent ? "Please check your connection. You stay logged in." : error.message}
      </p>
      <button
        type="button"
        className="button-primary mt-5 w-full"
        disabled={busy}
        onClick={() => {
          setBusy(true);
          void onRetry().finally(() => setBusy(false));
        }}
      >
        Try again
      </button>
    </AuthCard>
  );
}
