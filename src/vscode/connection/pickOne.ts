import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import { findDefault } from '../../core/connection/activeConnection.ts';
import { isLive, type Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { connectionIdOf, type ConnectionArgument } from '../commands/commands.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import { describeConnection } from '../../core/wording/plainText.ts';
import { askChoice, type Answer, type Choice } from '../asking/questions.ts';

export type ReadConnections = Pick<ConnectionStore, 'list' | 'get' | 'active'>;

/** Asks for one of the connections, or for what is offered below them. Enter alone never takes a live one. */
export function askConnection(
  connections: readonly Connection[],
  activeId: string | undefined,
  question: {
    readonly title: string;
    readonly placeholder: string;
    readonly others?: readonly Choice<string>[];
  },
): Promise<Answer<string>> {
  const { title, placeholder, others = [] } = question;
  const isSeparated = connections.length > 0 && others.length > 0;
  const first = findDefault(connections, activeId);
  return askChoice<string>({
    title,
    placeholder,
    choices: [
      ...connections.map((connection) => toConnectionChoice(connection, activeId)),
      ...(isSeparated ? [{ label: '', kind: vscode.QuickPickItemKind.Separator }] : []),
      ...others,
    ],
    active: first?.id,
    isNoneActive: first === undefined && connections.length > 0,
  });
}

/** A connection as a choice; the active one is marked, and a live one by sign and word. */
export function toConnectionChoice(connection: Connection, activeId: string | undefined): Choice<string> {
  const description = describeConnection(connection);
  const icon = isLive(connection)
    ? 'warning'
    : connection.id === activeId
      ? 'circle-filled'
      : 'circle-outline';
  return {
    label: toPlainLabel(connection.name),
    iconPath: new vscode.ThemeIcon(icon),
    description: connection.id === activeId ? l10n.t('{0} · active', description) : description,
    value: connection.id,
  };
}

/**
 * The connection that a command is about: the one it was given, or one that is asked for. Undefined when the
 * person left; rejects with HumanError when it is gone or there is none.
 */
export async function pickOne(
  store: ReadConnections,
  argument: ConnectionArgument,
  question: {
    readonly title: string;
    readonly placeholder: string;
    /** All when left out. */
    readonly isOffered?: (connection: Connection) => boolean;
  },
): Promise<Connection | undefined> {
  const given = connectionIdOf(argument);
  if (given !== undefined) return requireConnection(store, given);
  const offered = store.list().filter((connection) => question.isOffered?.(connection) ?? true);
  if (offered.length === 0) {
    const sentence =
      store.list().length === 0
        ? l10n.t('There is no connection yet.')
        : l10n.t('None of your connections can do this.');
    throw new HumanError(sentence, { remedy: l10n.t('Run the command Add Connection first.') });
  }
  const answer = await askConnection(offered, store.active?.id, question);
  return answer.kind === 'next' ? requireConnection(store, answer.value) : undefined;
}

function requireConnection(store: ReadConnections, id: string): Connection {
  const connection = store.get(id);
  if (connection !== undefined) return connection;
  throw new HumanError(l10n.t('This connection is no longer there. Another window may have removed it.'));
}
