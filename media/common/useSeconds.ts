import { useEffect, useState } from 'preact/hooks';

/** Whole seconds since a moment on the clock of `performance.now()`, redrawn as they pass. */
export function useSeconds(sinceMs: number | undefined): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (sinceMs === undefined) return undefined;
    const timer = setInterval(() => setTick((tick) => tick + 1), 250);
    return () => clearInterval(timer);
  }, [sinceMs]);
  return sinceMs === undefined ? 0 : Math.max(0, Math.floor((performance.now() - sinceMs) / 1000));
}
