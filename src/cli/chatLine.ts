/** What one line of a person, of a file or of `-m` asks for. */
export type ChatLine =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'delayed' | 'restart' | 'close' | 'exit' }
  | { readonly kind: 'help' }
  | { readonly kind: 'unknown'; readonly word: string };

export type ChatWord = '/delayed' | '/restart' | '/close' | '/exit' | '/help';

/** In the order in which help shows them. `/exit` and `/restart` are the words of `poly chat`. */
export function chatWords(): readonly (readonly [word: ChatWord, meaning: string])[] {
  return [
    ['/delayed', 'Fetch a delayed reply: send no message.'],
    ['/restart', 'Close this conversation and begin a new one.'],
    ['/close', 'Close this conversation and stay here.'],
    ['/exit', 'Close this conversation and end.'],
    ['/help', 'Show these words.'],
  ];
}

const kinds: Readonly<Record<string, 'delayed' | 'restart' | 'close' | 'exit' | 'help'>> = {
  '/delayed': 'delayed',
  '/restart': 'restart',
  '/close': 'close',
  '/exit': 'exit',
  '/help': 'help',
};

/**
 * Reads one line; undefined when it is blank. A line that is a single word after a slash is never sent: it was
 * meant for us, even when mistyped. A second slash in front of it makes it a message.
 */
export function parseChatLine(line: string): ChatLine | undefined {
  const word = line.trim();
  if (word === '') return undefined;
  if (/^\/\/[a-z]+$/i.test(word)) return { kind: 'message', text: word.slice(1) };
  if (!/^\/[a-z]+$/i.test(word)) return { kind: 'message', text: line };
  const lower = word.toLowerCase();
  const kind = Object.hasOwn(kinds, lower) ? kinds[lower] : undefined;
  return kind === undefined ? { kind: 'unknown', word } : { kind };
}
