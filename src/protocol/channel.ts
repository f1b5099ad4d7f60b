/** What carries messages one way each: the webview's postMessage, or a pair of functions in a test. */
export interface Port<Out, In> {
  post(message: Out): void;
  onMessage(listener: (message: In) => void): void;
}

/** A handler for every member of a union, by its `type`: complete by construction. */
export type Handlers<Message extends { readonly type: string }> = {
  readonly [T in Message['type']]: (message: Extract<Message, { type: T }>) => void | Promise<void>;
};

/** Gives a message to its handler. What is not one of ours (another script's message, say) is left alone. */
export function dispatch<Message extends { readonly type: string }>(
  handlers: Handlers<Message>,
  message: Message,
): void | Promise<void> {
  if (!Object.hasOwn(handlers, message.type)) return undefined;
  const handler = handlers[message.type as Message['type']] as (message: Message) => void | Promise<void>;
  return handler(message);
}
