import type { ChatTarget } from '../../src/core/chatApi/chatClient.ts';

/** Sends one call and gives back the body of the answer, or throws. */
export type SendAlone = (url: string, request: AloneRequest) => Promise<string>;

interface AloneRequest {
  readonly method: 'POST' | 'PUT';
  readonly headers: Record<string, string>;
  readonly body: string;
}

/**
 * One conversation by calls and nothing else: nothing is checked, masked, judged or kept. No program that makes the same
 * calls in the same way comes nearer to the ideal.
 */
export async function callAlone(
  send: SendAlone,
  target: ChatTarget,
  { turns, closes }: { readonly turns: number; readonly closes: boolean },
): Promise<void> {
  const { origin, accountId, projectId, apiKey, token } = target;
  const call = async (operation: string, body: object): Promise<{ readonly conversation_id: string }> => {
    const answer = await send(`${origin}/v1/${accountId}/${projectId}/chat/${operation}`, {
      method: operation === 'close' ? 'PUT' : 'POST',
      headers: {
        'X-API-KEY': apiKey,
        'X-TOKEN': token,
        Accept: 'application/json',
        'Content-Type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    return JSON.parse(answer) as { readonly conversation_id: string };
  };
  const { conversation_id } = await call('create', {});
  for (let turn = 1; turn < turns; turn++) {
    // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
    await call('respond', { conversation_id, message: `Message ${turn}` });
  }
  if (closes) await call('close', { conversation_id });
}

/** So many conversations, at most `atOnce` at the same time; how long it took, in milliseconds. */
export async function callAllAlone(
  send: SendAlone,
  target: ChatTarget,
  run: { readonly conversations: number; readonly turns: number; readonly atOnce: number },
): Promise<number> {
  const started = performance.now();
  let begun = 0;
  await Promise.all(
    Array.from({ length: run.atOnce }, async () => {
      while (begun++ < run.conversations) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other in each place
        await callAlone(send, target, { turns: run.turns, closes: true });
      }
    }),
  );
  return performance.now() - started;
}

export const sendByFetch: SendAlone = async (url, request) => {
  const response = await globalThis.fetch(url, request);
  if (!response.ok) throw new Error(`A call was refused with ${response.status}`);
  return response.text();
};
