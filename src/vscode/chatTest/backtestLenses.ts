import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { backtest, type CheckHistory, type FailingReply } from '../../core/chatTest/backtest.ts';
import { toOrigin } from '../../core/chatApi/toOrigin.ts';
import { DisposableStore } from '../../core/common/disposable.ts';
import { Emitter } from '../../core/common/event.ts';
import { type Connection, isStandIn } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { standInConnection } from '../../core/connection/standInConnection.ts';
import type { History } from '../../core/history/history.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { pickItem } from '../asking/quickInput.ts';
import { runCommand } from '../commands/commands.ts';
import { toRange } from './ranges.ts';
import { readTestFile } from './readTestFile.ts';
import { testFileSelector } from './testFileNames.ts';

export interface BacktestDeps {
  readonly connections: Pick<ConnectionStore, 'list' | 'active' | 'onDidChange'>;
  readonly history: () => Promise<Pick<History, 'repliesToSameTurn' | 'onDidChange'>>;
  readonly onError: (error: unknown) => void;
}

/** How long the history has to be quiet before it is asked again. */
const quietMs = 1000;

/** Over each check, how often it holds in recorded replies of its turn. Asks the history alone. */
export function registerBacktest({ connections, history, onError }: BacktestDeps): vscode.Disposable {
  const parts = new DisposableStore();
  const changed = parts.add(new Emitter<void>());
  let timer: NodeJS.Timeout | undefined;
  const changeSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => changed.fire(), quietMs);
  };
  parts.add({ dispose: () => clearTimeout(timer) });
  parts.add(connections.onDidChange(changeSoon));
  let isWatched = false;

  const find = (name: string | undefined): Connection | undefined => {
    if (name === undefined || connections.active?.name === name) return connections.active;
    const named = connections.list().find((connection) => connection.name === name);
    return named ?? (name === 'stand-in' ? standInConnection() : undefined);
  };

  async function lensesOf(document: vscode.TextDocument, token: vscode.CancellationToken) {
    const [opened, { loaded, lines }] = await Promise.all([history(), readTestFile(document.uri)]);
    if (loaded === undefined || token.isCancellationRequested) return [];
    if (!isWatched) parts.add(opened.onDidChange(changeSoon));
    isWatched = true;
    const found = await backtest(loaded, {
      connectionOf: ({ connection }) => toPlace(find(connection)),
      recorded: (turn, onTooLarge) => opened.repliesToSameTurn(turn, onTooLarge),
      isCancelled: () => token.isCancellationRequested,
    });
    const known = found.filter(({ of, leftOut }) => of + leftOut > 0);
    const lineOf = (one: CheckHistory) => lines.positionAt(one.start).line;
    return known.map((one) => {
      const isAlone = known.every((other) => other === one || lineOf(other) !== lineOf(one));
      return new vscode.CodeLens(toRange(lines, one), toCommand(one, isAlone));
    });
  }

  parts.add(
    vscode.languages.registerCodeLensProvider(testFileSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document, token) => {
        try {
          return await lensesOf(document, token);
        } catch (error) {
          onError(error);
          return [];
        }
      },
    }),
  );
  return parts;
}

function toPlace(connection: Connection | undefined) {
  if (connection === undefined) return undefined;
  const { id, accountId, projectId, region } = connection;
  const origin = isStandIn(connection) ? undefined : toOrigin(region);
  return { connectionId: id, accountId, projectId, origin };
}

function toCommand({ key, held, of, leftOut, failing }: CheckHistory, isAlone: boolean): vscode.Command {
  const judged = l10n.t('held in {0} of {1} recorded replies', held, of);
  const words = leftOut === 0 ? judged : `${judged}, ${l10n.t('{0} too large to judge', leftOut)}`;
  // A lens shows icons where `$(name)` stands; the keys are ours or paths of the file.
  const title = isAlone ? words : `${key.replaceAll('$(', '$ (')}: ${words}`;
  if (failing.length === 0) return { title, command: '' };
  return { title, command: 'polyai.showFailingReplies', arguments: [failing] };
}

/** Shows the replies for which a check does not hold, equal ones once; each leads to its newest conversation. */
export async function showFailingReplies(failing: unknown): Promise<void> {
  if (!Array.isArray(failing)) return;
  const items: (vscode.QuickPickItem & Pick<FailingReply, 'conversation' | 'reply'> & { times: number })[] =
    [];
  for (const { conversation, reply, sentence } of failing.filter(isFailingReply)) {
    // How often it came stands behind it.
    const label = toVisibleLine(reply, 70) || l10n.t('(no reply)');
    const detail = toVisibleLine(sentence, 200);
    const same = items.find((item) => item.reply === reply && item.detail === detail);
    if (same === undefined) items.push({ conversation, reply, label, detail, times: 1 });
    else same.description = l10n.t('{0} times', ++same.times);
  }
  const picked = await pickItem(items, {
    title: l10n.t('Replies for Which It Did Not Hold'),
    placeHolder: l10n.t('Enter opens the conversation.'),
    matchOnDetail: true,
  });
  if (picked !== undefined) await runCommand('polyai.openConversation', picked.conversation);
}

function isFailingReply(value: unknown): value is FailingReply {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['conversation', 'reply', 'sentence'].every(
      (key) => typeof (value as Record<string, unknown>)[key] === 'string',
    )
  );
}
