import { useEffect, useEffectEvent, useRef, useState } from "react";

/** What is in a text box, of which `onSettled` is told once it has stopped changing for a moment. */
export function useTyped(value: string, onSettled: (value: string) => void) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);
  const settle = useEffectEvent((settled: string) => {
    told.current = settled;
    onSettled(settled);
  });

  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);

  useEffect(() => {
    const settled = typed.trim();
    if (settled === told.current) return;
    const timer = setTimeout(() => settle(settled), 200);
    return () => clearTimeout(timer);
  }, [typed]);

  return [typed, setTyped] as const;
}
