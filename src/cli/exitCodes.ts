import type { ChatFailure } from '../core/chatApi/chatFailure.ts';

/** What the process tells its caller; part of the product's public names. */
export const exitCodes = {
  ok: 0,
  /** The conversation was over before everything was said. */
  incomplete: 1,
  /** A flag, an environment variable or a file is wrong; nothing was sent. */
  usage: 2,
  /** The agent could not be reached, refused the call, or gave no usable reply. */
  callFailed: 3,
  /** Ctrl+C, as a shell reports it. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export function exitCodeOf({ reason }: Pick<ChatFailure, 'reason'>): ExitCode {
  if (reason === 'cancelled') return exitCodes.interrupted;
  return reason === 'invalidRequest' ? exitCodes.usage : exitCodes.callFailed;
}
