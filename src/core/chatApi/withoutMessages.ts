import type { CreateChatParameters } from './chatClient.ts';

/** The parameters that say nothing about the person at the other end. */
export function withoutMessages<T extends CreateChatParameters>(parameters: T): T {
  return { ...parameters, initialMessage: undefined, integrationAttributes: undefined };
}
