import type { ChatTarget } from '../../src/core/chatApi/chatClient.ts';

/** A test of many cases, and what is ideal: an agent whose thinking is all that takes time. */
export interface EditorRun {
  readonly test: string;
  /** The text of `rows.csv`. */
  readonly rows: string;
  readonly turns: number;
  readonly replyMs: number;
  readonly atOnce: number;
  readonly target: ChatTarget;
}

export interface EditorFigures {
  readonly conversations: number;
  /** From the click to the end of the run. */
  readonly wallMs: number;
  /** Of the extension host, with all its threads. */
  readonly cpuMs: number;
  readonly ofIdeal: number;
  /** The same calls by the editor's own fetch, closes too, and nothing else: what no extension comes nearer than. */
  readonly fetchAlone: number;
  /** The longest stretch that held the thread of the extension host. */
  readonly longestBlockMs: number;
}

export const runVariable = 'POLYAI_BENCH_RUN';
export const resultVariable = 'POLYAI_BENCH_FILE';
