import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

const alive = new Set<ChildProcess>();

// A server left behind by a failed test would hold its port and its memory until the machine restarts.
process.on('exit', () => {
  for (const child of alive) signalGroup(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    // Other listeners stop in their own order, and exit when they have.
    if (process.listenerCount(signal) === 0) process.exit(signal === 'SIGINT' ? 130 : 143);
  });
}

/** Starts a program as the head of its own process group, so that all it starts can be ended with it. */
export function spawnGroup(command: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(command, [...args], { ...options, detached: true });
  alive.add(child);
  child.once('error', () => alive.delete(child));
  return child;
}

/** Ends a whole process group: asks first, then insists. */
export async function stopGroup(child: ChildProcess, { graceMs = 5000 } = {}): Promise<void> {
  if (graceMs > 0 && signalGroup(child, 'SIGTERM')) await groupGone(child, graceMs);
  signalGroup(child, 'SIGKILL');
  await groupGone(child, 5000);
  alive.delete(child);
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

async function groupGone(child: ChildProcess, limitMs: number): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (signalGroup(child, 0) && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
