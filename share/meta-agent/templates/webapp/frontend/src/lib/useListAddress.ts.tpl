import { useEffect, useRef } from "react";
import { useSearchParams } from "react-router";

/** What each name of an address may say. */
export type Rules = Record<string, (value: string) => boolean>;

/**
 * What a list shows, kept in the address, so that reloading, going back and a shared link keep it.
 * Whatever breaks the rules counts as absent. `prefix` tells the lists of one page apart.
 */
export function useListAddress(prefix: string, rules: Rules) {
  const [parameters, setParameters] = useSearchParams();
  // What was written last, which two changes at once must both build on.
  const latest = useRef(parameters);
  useEffect(() => {
    latest.current = parameters;
  }, [parameters]);

  const values: Record<string, string> = {};
  for (const [name, isValid] of Object.entries(rules)) {
    const value = parameters.get(prefix + name);
    if (value && isValid(value)) values[name] = value;
  }

  /** Sets a value, or removes it where it is "". What is being typed makes no step to go back to. */
  function set(name: string, value: string, typed = false) {
    const next = new URLSearchParams(latest.current);
    next.delete(prefix + name);
    if (value) next.set(prefix + name, value);
<% if features.pagination %>
    if (name !== "page") next.delete(`${prefix}page`);
<% end %>
    if (next.toString() === latest.current.toString()) return;
    latest.current = next;
    setParameters(next, { replace: typed });
  }

  return { values, set };
}
