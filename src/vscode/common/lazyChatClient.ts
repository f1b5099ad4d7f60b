import type { ChatClient } from '../../core/chatApi/chatClient.ts';
import { loadOnce } from './loadOnce.ts';

/** A ChatClient that is loaded with its first call. */
export function createLazyChatClient(load: () => Promise<ChatClient>): ChatClient {
  const client = loadOnce(load);
  return {
    create: async (...args) => (await client.get()).create(...args),
    respond: async (...args) => (await client.get()).respond(...args),
    close: async (...args) => (await client.get()).close(...args),
  };
}
