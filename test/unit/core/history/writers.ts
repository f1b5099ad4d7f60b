import { spawn } from 'node:child_process';
import path from 'node:path';

const program = path.join(import.meta.dirname, 'writerProcess.ts');

/** Another process with the history of the directory; `writerProcess.ts` says what the tasks are. */
export function write(directory: string, ...task: string[]) {
  return spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, directory, ...task], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
