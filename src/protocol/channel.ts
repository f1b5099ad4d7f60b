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

/** Gives what arrives to its handler. `parse` is undefined for what is not one of ours; what fails, also later, is told. */
export function listen<Message extends { readonly type: string }>(
  port: Pick<Port<never, unknown>, 'onMessage'>,
  parse: (value: unknown) => Message | undefined,
  handlers: Handlers<Message>,
  onError: (error: unknown) => void,
): void {
  const receive = async (value: unknown) => {
    try {
      const message = parse(value);
      if (message) await dispatch(handlers, message);
    } catch (error) {
      onError(error);
    }
  };
  port.onMessage((value) => void receive(value));
}

/** To every webview, beside what its own protocol says: a question is open, and the keyboard is for its box. */
export interface QuestionOpen {
  readonly type: 'questionOpen';
  readonly isOpen: boolean;
  /** Grows with every box that is shown; the same a second time asks whether the keyboard is here. */
  readonly timesShown: number;
}

/** From every webview: it was handed the keyboard while a question is open, without a click into it. */
export interface HandedKeyboard {
  readonly type: 'handedKeyboard';
  /** As in the latest `QuestionOpen`. */
  readonly timesShown: number;
}

/** From every webview: the person has come to it. */
export interface HasKeyboard {
  readonly type: 'hasKeyboard';
}

export function isQuestionOpen(message: unknown): message is QuestionOpen {
  return isOfType(message, 'questionOpen');
}

export function isHandedKeyboard(message: unknown): message is HandedKeyboard {
  return isOfType(message, 'handedKeyboard');
}

export function isHasKeyboard(message: unknown): message is HasKeyboard {
  return isOfType(message, 'hasKeyboard');
}

function isOfType(message: unknown, type: string): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === type;
}
