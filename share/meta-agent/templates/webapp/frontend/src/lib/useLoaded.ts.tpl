import { useCallback, useEffect, useState } from "react";

/** Loads something once, and again on demand. `load` must stay the same between renderings. */
export function useLoaded<Value>(load: () => Promise<Value>) {
  const [state, setState] = useState<{ value?: Value; error?: Error }>({});
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ value }),
      (error: Error) => current && setState({ error }),
    );
    return () => {
      current = false;
    };
  }, [load, attempt]);

  return { ...state, reload: useCallback(() => setAttempt((n) => n + 1), []) };
}
