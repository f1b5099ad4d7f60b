import * as l10n from '@vscode/l10n';
import type { Disposable } from '../common/disposable.ts';
import { isLive, type Connection } from './connection.ts';
import type { SecretVault } from './secretVault.ts';

/** How a question about a live environment is worded. All three are shown in a modal, as plain text. */
export interface LiveQuestion {
  readonly message: string;
  readonly detail: string;
  /** The button that agrees. */
  readonly button: string;
}

/** Keeps a live environment from being called without a person knowing. */
export interface LiveGuard {
  /**
   * Asks once per session before the first call on a live environment, and again when the connection leads elsewhere,
   * was something else before, or got other secrets; about creating a chat when no question is given. False when the
   * person declines. True at once for every other environment.
   */
  confirm(connection: Connection, question?: LiveQuestion): Promise<boolean>;
  /** Asks every time, before many calls in a row: a replay, a batch, a comparison. */
  confirmBatch(connection: Connection, question: LiveQuestion): Promise<boolean>;
  /** The person has agreed elsewhere: do not ask again in this session. */
  allow(connection: Connection): void;
}

export function createLiveGuard(
  vault: Pick<SecretVault, 'onDidChange'>,
  agrees: (
    question: { readonly message: string; readonly detail: string },
    button: string,
  ) => Promise<boolean>,
): LiveGuard & Disposable {
  /** By connection id. What was agreed to is this agent, as live, with these secrets: anything else is asked about. */
  const allowed = new Map<string, Set<string>>();
  const keyOf = ({ environment, region, accountId, projectId }: Connection) =>
    JSON.stringify([environment, region, accountId, projectId]);
  const isAllowed = (connection: Connection) => allowed.get(connection.id)?.has(keyOf(connection)) ?? false;
  const allow = (connection: Connection) => {
    allowed.set(connection.id, new Set(allowed.get(connection.id)).add(keyOf(connection)));
  };
  const subscription = vault.onDidChange(({ connectionId }) => allowed.delete(connectionId));

  const ask = async (connection: Connection, { message, detail, button }: LiveQuestion) => {
    if (!(await agrees({ message, detail }, button))) return false;
    allow(connection);
    return true;
  };

  return {
    confirm: async (connection, question) => {
      if (!isLive(connection) || isAllowed(connection)) return true;
      return ask(connection, question ?? createQuestion(connection));
    },
    confirmBatch: async (connection, question) => !isLive(connection) || ask(connection, question),
    allow,
    dispose: () => subscription.dispose(),
  };
}

function createQuestion({ name }: Connection): LiveQuestion {
  return {
    message: l10n.t('{0} is LIVE. Create a chat there?', name),
    detail: askedOnce(),
    button: l10n.t('Create Chat'),
  };
}

/** Before the first message of this session in a conversation that was created in another. */
export function sendQuestion({ name }: Connection): LiveQuestion {
  return {
    message: l10n.t('{0} is LIVE. Send a message there?', name),
    detail: askedOnce(),
    button: l10n.t('Send Message'),
  };
}

/** Before a conversation is created again and `turns` messages are said to it. */
export function replayQuestion({ name }: Connection, turns: number): LiveQuestion {
  return {
    message:
      turns === 1
        ? l10n.t('{0} is LIVE. Create a chat there and send your message again?', name)
        : l10n.t('{0} is LIVE. Create a chat there and send your {1} messages again?', name, turns),
    detail: l10n.t(
      'The agent of real customers answers, and its functions really run once more: messages, bookings, tickets. You are asked every time.',
    ),
    button: l10n.t('Create Again and Replay My Turns'),
  };
}

/** Before `count` conversations are created there, in all of which the same will be said. */
export function broadcastQuestion({ name }: Connection, count: number): LiveQuestion {
  return {
    message:
      count === 1
        ? l10n.t('{0} is LIVE. Create a chat there and send all you write to it?', name)
        : l10n.t('{0} is LIVE. Create {1} chats there and send all you write to each of them?', name, count),
    detail: askedEveryTime(),
    button: l10n.t('Broadcast'),
  };
}

/** Before chat tests hold `count` conversations or more there. */
export function testQuestion({ name }: Connection, count: number): LiveQuestion {
  return {
    message:
      count === 1
        ? l10n.t('{0} is LIVE. Run a chat test there?', name)
        : l10n.t('{0} is LIVE. Run {1} chat tests there?', name, count),
    detail: askedEveryTime(),
    button: l10n.t('Run Tests'),
  };
}

/** Before one conversation is held there again, up to `most` times. */
export function verifyQuestion({ name }: Connection, most: number): LiveQuestion {
  return {
    message: l10n.t('{0} is LIVE. Hold this conversation there again, up to {1} times?', name, most),
    detail: askedEveryTime(),
    button: l10n.t('Verify Until Sure'),
  };
}

function askedOnce(): string {
  return l10n.t(
    'The agent of real customers answers, and its functions really run: messages, bookings, tickets. You are asked once per session.',
  );
}

function askedEveryTime(): string {
  return l10n.t(
    'The agent of real customers answers, and its functions really run: messages, bookings, tickets. You are asked every time.',
  );
}
