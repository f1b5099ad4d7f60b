/** What a message in the Test Explorer is about: the editor hands its actions this text and nothing else of ours. */
export interface FailureContext {
  /** Which check of which turn of which repeat; all count from 0. */
  readonly run?: number | undefined;
  readonly turn?: number | undefined;
  readonly failure?: number | undefined;
  /** Of a kept result. */
  readonly result: string;
  /** The reply was to be what it was when it was recorded, so another one can be accepted. */
  readonly canAccept: boolean;
}

const prefix = 'polyai.failure';

export function toFailureContext({ result, canAccept, run, turn, failure }: FailureContext): string {
  const numbers = [run, turn, failure].map((number) => number ?? '-');
  return [canAccept ? `${prefix}.said` : prefix, result, ...numbers].join(' ');
}

export function parseFailureContext(text: unknown): FailureContext | undefined {
  if (typeof text !== 'string') return undefined;
  const found = /^polyai\.failure(\.said)? ([\w-]{1,100}) (\d+|-) (\d+|-) (\d+|-)$/.exec(text);
  if (!found) return undefined;
  const [, said, result = '', ...numbers] = found;
  const [run, turn, failure] = numbers.map((number) => (number === '-' ? undefined : Number(number)));
  return { result, canAccept: said !== undefined, run, turn, failure };
}

/** A menu on a message hands over the message; a key binding or another extension may give its text. */
export function contextOf(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null || !('message' in argument)) return argument;
  const { message } = argument;
  return typeof message === 'object' && message !== null && 'contextValue' in message
    ? message.contextValue
    : undefined;
}

export function isTestMessage(argument: unknown): boolean {
  return parseFailureContext(contextOf(argument)) !== undefined;
}
