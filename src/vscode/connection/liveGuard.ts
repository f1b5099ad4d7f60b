import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Connection } from '../../core/connection/connection.ts';

/** Asks once per session and connection before the first chat on a live environment. */
export interface LiveGuard {
  /** False when the person declines. True at once for every other environment. */
  confirm(connection: Connection): Promise<boolean>;
  /** The person has agreed elsewhere: do not ask again in this session. */
  allow(connection: Connection): void;
}

export function createLiveGuard(): LiveGuard {
  const allowed = new Set<string>();
  // What was agreed to is this agent: a connection that was edited to lead elsewhere is asked about again.
  const keyOf = ({ id, region, accountId, projectId }: Connection) =>
    JSON.stringify([id, region, accountId, projectId]);

  return {
    confirm: async (connection) => {
      if (connection.environment !== 'live' || allowed.has(keyOf(connection))) return true;
      const create = l10n.t('Create Chat');
      const answer = await vscode.window.showWarningMessage(
        l10n.t('{0} is LIVE. Create a chat there?', connection.name),
        {
          modal: true,
          detail: l10n.t(
            'The agent of real customers answers, and its functions really run: messages, bookings, tickets. You are asked once per session.',
          ),
        },
        create,
      );
      if (answer !== create) return false;
      allowed.add(keyOf(connection));
      return true;
    },
    allow: (connection) => {
      allowed.add(keyOf(connection));
    },
  };
}
