// Starts a program in a process group of its own, collects what it prints, and ends all of it in time.
import { spawn } from 'node:child_process';

const windows = process.platform === 'win32';
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const child of running) endGroup(child, 'SIGTERM');
    // Another listener exits in its own time. What was asked to stop gets a moment to stop what it had started.
    if (process.listenerCount(signal) === 0) setTimeout(() => process.exit(130), running.size > 0 ? 3000 : 0);
  });
}
process.on('exit', () => {
  for (const child of running) endGroup(child, 'SIGKILL');
});

/** Resolves to the exit code and all output; never rejects. */
export function runStep(command, args, { cwd, env = process.env, timeoutMs, echo = false }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows,
      // On Windows npm is a .cmd file, which only a shell can start.
      shell: windows,
    });
    running.add(child);
    let output = '';
    const collect = (chunk) => {
      output += chunk;
      if (echo) process.stdout.write(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', collect);
    child.stderr.setEncoding('utf8').on('data', collect);
    const timer = setTimeout(() => {
      collect(`\nended after ${timeoutMs / 1000} s: it took too long\n`);
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), 5000).unref();
    }, timeoutMs);
    const finish = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      collect(`${command} could not be started: ${error.message}\n`);
      finish(1);
    });
    child.once('close', (code, signal) => finish(code ?? signal ?? 1));
  });
}

function endGroup(child, signal) {
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}
