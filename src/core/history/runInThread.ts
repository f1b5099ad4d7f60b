import { Worker } from 'node:worker_threads';
import type { Disposable } from '../common/disposable.ts';

export interface ThreadRun extends Disposable {
  /** Rejects with what the program throws; resolves when it is ended before. */
  readonly done: Promise<void>;
}

/** Runs the text of a function as a program in a thread of its own: it may name nothing that stands outside of it. */
export function runInThread<T>(
  program: (sqlite: typeof import('node:sqlite'), data: T) => void,
  workerData: T,
): ThreadRun {
  const text = `(${String(program)})(require('node:sqlite'), require('node:worker_threads').workerData)`;
  const worker = new Worker(text, { eval: true, workerData, execArgv: ['--no-warnings'] });
  return {
    done: new Promise((resolve, reject) => worker.on('error', reject).on('exit', () => resolve())),
    dispose: () => void worker.terminate(),
  };
}
