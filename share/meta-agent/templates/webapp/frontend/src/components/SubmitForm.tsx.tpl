import {
  createContext,
  type ReactNode,
  type SubmitEvent,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { ApiError } from "../api/client";
import { FormValues } from "../lib/formValues";
import { ErrorBanner } from "./states";

/** What is wrong with each field, by its name. */
export const FieldErrors = createContext<Record<string, string>>({});

const none = {};

interface SubmitFormProps {
  submitLabel: string;
  onSubmit: (values: FormValues) => Promise<unknown>;
  onCancel?: () => void;
  children: ReactNode;
}

/** A form that shows the API's complaints beside the fields they are about. */
export function SubmitForm({ submitLabel, onSubmit, onCancel, children }: SubmitFormProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const form = useRef<HTMLFormElement>(null);

  useLayoutEffect(() => {
    if (!error) return;
    const find = (what: string) => form.current?.querySelector<HTMLElement>(what);
    (find("[aria-invalid=true]") ?? find("[role=alert]"))?.focus();
  }, [error]);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const values = new FormValues(new FormData(event.currentTarget));
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit(values);
    } catch (problem) {
      setError(problem as Error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form ref={form} noValidate className="space-y-4" onSubmit={submit}>
      {error && <ErrorBanner error={error} />}
      <FieldErrors value={error instanceof ApiError ? error.fields : none}>{children}</FieldErrors>
      <div className="flex justify-end gap-3 pt-2">
        {onCancel && (
          <button type="button" className="button-secondary" onClick={onCancel}>
            Cancel
          </button>
        )}
        <button
          type="submit"
          className={onCancel ? "button-primary" : "button-primary w-full"}
          disabled={busy}
        >
          {submitLabel}
        </button>
      </div>
    </form>
  );
}
