import type { IncomingMessage } from 'node:http';

const maxBodyBytes = 1024 * 1024;

/** The request's body as text; undefined beyond 1 MiB. Rejects when the client goes away in the middle. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  // A refused body is still read to its end, unkept: a client that is writing does not hear an answer.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBodyBytes) chunks.push(chunk);
    else if (size > 64 * maxBodyBytes) return undefined;
  }
  return size > maxBodyBytes ? undefined : Buffer.concat(chunks).toString('utf8');
}
