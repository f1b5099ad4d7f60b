import * as l10n from '@vscode/l10n';
import type { Connection } from '../../core/connection/connection.ts';
import { askInDialog } from '../common/notifications.ts';

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
   * Asks once per session and connection before the first call on a live environment; creating a chat when no
   * question is given. False when the person declines. True at once for every other environment.
   */
  confirm(connection: Connection, question?: LiveQuestion): Promise<boolean>;
  /** Asks every time, before many calls in a row: a replay, a batch, a comparison. */
  confirmBatch(connection: Connection, question: LiveQuestion): Promise<boolean>;
  /** The person has agreed elsewhere: do not ask again in this session. */
  allow(connection: Connection): void;
}

export function createLiveGuard(): LiveGuard {
  const allowed = new Set<string>();
  // What was agreed to is this agent: a connection that was edited to lead elsewhere is asked about again.
  const keyOf = ({ id, region, accountId, projectId }: Connection) =>
    JSON.stringify([id, region, accountId, projectId]);

  const ask = async (connection: Connection, { message, detail, button }: LiveQuestion) => {
    const answer = await askInDialog({ message, detail }, button);
    if (answer !== button) return false;
    allowed.add(keyOf(connection));
    return true;
  };

  return {
    confirm: async (connection, question) => {
      if (connection.environment !== 'live' || allowed.has(keyOf(connection))) return true;
      return ask(connection, question ?? createQuestion(connection));
    },
    confirmBatch: async (connection, question) =>
      connection.environment !== 'live' || ask(connection, question),
    allow: (connection) => {
      allowed.add(keyOf(connection));
    },
  };
}

function createQuestion({ name }: Connection): LiveQuestion {
  return {
    message: l10n.t('{0} is LIVE. Create a chat there?', name),
    detail: l10n.t(
      'The agent of real customers answers, and its functions really run: messages, bookings, tickets. You are asked once per session.',
    ),
    button: l10n.t('Create Chat'),
  };
}

/** Before the first message of this session in a conversation that was created in another. */
export function sendQuestion({ name }: Connection): LiveQuestion {
  return {
    message: l10n.t('{0} is LIVE. Send a message there?', name),
    detail: l10n.t(
      'The agent of real customers answers, and its functions really run: messages, bookings, tickets. You are asked once per session.',
    ),
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
