/**
 * When something is edited: by the wall clock, unless that stands before the edit it follows. Clocks are set back,
 * and what is typed after that is the newer one all the same. Milliseconds since 1970. Browser-safe.
 */
export function toEditTime(nowMs: number, previousMs: number | undefined): number {
  return previousMs === undefined || nowMs > previousMs ? nowMs : previousMs + 1;
}
