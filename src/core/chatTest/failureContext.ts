/** What a message in the Test Explorer is about: the editor hands its actions this text and nothing else of ours. */
export interface FailureContext {
  /** Which check of which turn of which repeat; all count from 0. */
  readonly run?: number | undefined;
  readonly turn?: number | undefined;
  readonly failure?: number | undefined;
  /** Of a kept result. */
  readonly result: string;
  /** As `isAcceptable` says. */
  readonly canAccept: boolean;
}

const prefix = 'polyai.failure';

/** The reply was to be what it was when it was recorded, and what it is now is known. */
export function isAcceptable({ check, actual }: { check?: string | undefined; actual?: string | undefined }) {
  return check === 'same' && actual !== undefined;
}

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

/** A test as the editor names it; `item` only for one of several cases of a file. */
export interface NamedTest {
  readonly file: string;
  readonly item?: string | undefined;
}

/** A message that is its test's only one shares its row, and the editor hands over the test; a text of a message, its address. */
export function testOf(argument: unknown): NamedTest | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  if ('scheme' in argument && argument.scheme === 'vscode-test-data' && 'query' in argument) {
    const [, file, item] = String(argument.query).split('\0');
    return file === undefined ? undefined : { file, item };
  }
  if (!('canResolveChildren' in argument && 'id' in argument && 'uri' in argument)) return undefined;
  const { id, uri } = argument;
  const file = String(uri);
  return { file, item: id === file ? undefined : String(id) };
}

/** Whether it stands for a message of a test, or for a test that has some. */
export function isTestMessage(argument: unknown): boolean {
  return parseFailureContext(contextOf(argument)) !== undefined || testOf(argument) !== undefined;
}
