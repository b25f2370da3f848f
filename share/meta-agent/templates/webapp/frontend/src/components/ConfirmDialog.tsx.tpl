import { useState } from "react";
import { ModalDialog } from "./ModalDialog";
import { ErrorBanner } from "./states";

interface ConfirmDialogProps {
  title: string;
  text: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is deleted for good. */
export function ConfirmDialog({ title, text, onConfirm, onClose }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();

  async function confirm() {
    setBusy(true);
    try {
      await onConfirm();
      onClose();
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  }

  return (
    <ModalDialog title={title} onClose={onClose}>
      {error && <ErrorBanner error={error} />}
      <p className="text-sm text-slate-600">{text}</p>
      <div className="mt-6 flex justify-end gap-3">
        <button type="button" className="button-secondary" onClick={onClose}>
          Cancel
        </button>
        <button type="button" className="button-danger" disabled={busy} onClick={confirm}>
          Delete
        </button>
      </div>
    </ModalDialog>
  );
}
