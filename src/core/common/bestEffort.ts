/** For what would be nice to have done: callers that need the disk report its refusal. */
export function bestEffort(action: () => void): void {
  try {
    action();
  } catch {
    // The next call that needs what failed here says so.
  }
}
