import type { Deadline } from '../common/deadline.ts';
import type { FetchResponse } from './fetch.ts';

/** The body has more decoded bytes than the cap allows. */
export class BodyTooLarge extends Error {
  constructor(maxBytes: number) {
    super(`body over ${maxBytes} bytes`);
    this.name = 'BodyTooLarge';
  }
}

/** The beginning of the body as text, for a look at what it is; the rest is thrown away. */
export async function readBodyStart(
  response: FetchResponse,
  maxBytes: number,
  deadline: Deadline,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  await readChunks(response, deadline, (chunk) => {
    bytes += chunk.byteLength;
    text += decoder.decode(chunk, { stream: true });
    return bytes < maxBytes;
  });
  return text;
}

/**
 * The whole body as text. Counts decoded bytes, so that a small compressed body cannot become a huge one, and
 * stops reading at the cap.
 */
export async function readBody(
  response: FetchResponse,
  maxBytes: number,
  deadline: Deadline,
): Promise<string> {
  // Not the response's own text(): it has no cap.
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  await readChunks(response, deadline, (chunk) => {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new BodyTooLarge(maxBytes);
    chunks.push(chunk);
    return true;
  });
  return decode(chunks);
}

/** Hands over each chunk for as long as `take` wants more. What is not read is thrown away, which frees the socket. */
async function readChunks(
  response: FetchResponse,
  deadline: Deadline,
  take: (chunk: Uint8Array) => boolean,
): Promise<void> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  let isWhole = false;
  try {
    for (;;) {
      // Each chunk follows the one before: there is nothing to run side by side.
      // oxlint-disable-next-line no-await-in-loop
      const { done, value } = await deadline.race(reader.read());
      if (done || value === undefined) {
        isWhole = true;
        return;
      }
      if (!take(value)) return;
    }
  } finally {
    // Not waited for: a transport that ignores its signal may ignore this too.
    if (!isWhole) reader.cancel().catch(() => undefined);
  }
}

const utf8 = new TextDecoder();

/** Most replies are of one piece, which a decoder of its own would take longer for. */
function decode(chunks: readonly Uint8Array[]): string {
  const [first] = chunks;
  if (first === undefined) return '';
  if (chunks.length === 1) return utf8.decode(first);
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
}
