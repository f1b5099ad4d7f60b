import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { acceptReply } from '../../core/chatTest/acceptReply.ts';
import type { CaseRecorder, RecordedCase } from '../../core/chatTest/caseRecorder.ts';
import { toChangesText } from '../../core/chatTest/changesText.ts';
import {
  contextOf,
  type FailureContext,
  parseFailureContext,
  testOf,
} from '../../core/chatTest/failureContext.ts';
import { type FailureRow, listFailures } from '../../core/chatTest/listFailures.ts';
import { toConversationTurn } from '../../core/chatTest/keptCase.ts';
import { HumanError } from '../../core/common/humanError.ts';
import { toLocalDate } from '../../core/common/localDate.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { conversationGone } from '../../core/conversation/conversationGone.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import { toPlainSentence } from '../asking/notifications.ts';
import { pickItem } from '../asking/quickInput.ts';
import { toComparisonUri, toNote } from '../documents/comparisons.ts';
import { readChanges } from './gitChanges.ts';

export type FailureCommands = Pick<
  CommandHandlers,
  'polyai.acceptNewReply' | 'polyai.compareWithLastPass' | 'polyai.showWhatChanged'
>;

export interface FailureActions {
  readonly commands: FailureCommands;
  /** Opens the conversation that a message is about, at its turn. */
  openConversation(argument: unknown): Promise<void>;
}

export interface FailureCommandDeps {
  readonly recorder: CaseRecorder;
  /** As on the screen, with what is not recorded. */
  readonly get: (id: string) => Conversation | undefined;
  /** Shows a conversation in its panel, at one of its turns. */
  readonly openPanel: (id: string, options?: { readonly turn?: number | undefined }) => void;
}

interface Failure {
  readonly recorded: RecordedCase;
  readonly context: FailureContext;
}

/** What can be done about a message of the Test Explorer, or about a failure that is chosen from the palette. */
export function createFailureActions(deps: FailureCommandDeps): FailureActions {
  const { recorder, get, openPanel } = deps;

  function toFailure(context: FailureContext): Failure {
    const recorded = recorder.get(context.result);
    if (recorded === undefined) throw new HumanError(l10n.t('This result is no longer in the history.'));
    return { recorded, context };
  }

  async function find(argument: unknown, title: string, canAccept = false): Promise<Failure | undefined> {
    const context =
      parseFailureContext(contextOf(argument)) ??
      (await pickFailure(title, listFailures(recorder, { canAccept, test: testOf(argument) })));
    return context && toFailure(context);
  }

  /** The conversation that a message is about; without one, the first that did not pass. */
  function conversationOf({ recorded, context }: Failure): Conversation {
    const { conversations } = recorded.kept;
    const one =
      context.run === undefined
        ? (conversations.find(({ status }) => status !== 'passed') ?? conversations[0])
        : conversations[context.run];
    if (one?.id === undefined) throw new HumanError(l10n.t('No conversation was begun in this run.'));
    const conversation = get(one.id);
    if (conversation !== undefined) return conversation;
    throw conversationGone();
  }

  function lastPassOf({ recorded }: Failure): { recorded: RecordedCase; conversation: Conversation } {
    const pass = recorder.lastPass(recorded);
    const ids = pass?.kept.conversations.filter(({ status }) => status === 'passed') ?? [];
    for (const { id } of ids) {
      const conversation = id === undefined ? undefined : get(id);
      if (pass !== undefined && conversation !== undefined) return { recorded: pass, conversation };
    }
    throw new HumanError(
      l10n.t('The history knows no run of this test on {0} that passed.', recorded.connection),
    );
  }

  const commands: FailureCommands = {
    async 'polyai.acceptNewReply'(argument) {
      const failure = await find(argument, l10n.t('Accept New Reply'), true);
      if (failure === undefined) return;
      const { recorded, context } = failure;
      const turn = context.turn ?? 0;
      const kept = recorded.kept.conversations[context.run ?? 0]?.turns[turn];
      const check = kept?.failures[context.failure ?? 0];
      const said = conversationOf(failure).turns[toConversationTurn(recorded.kept, turn)]?.reply;
      if (!context.canAccept || said === undefined) {
        throw new HumanError(l10n.t('There is no new reply to accept: what was said is not recorded.'));
      }
      await replaceSaid(vscode.Uri.parse(recorded.file, true), turn, said, check?.expected);
    },

    async 'polyai.compareWithLastPass'(argument) {
      const failure = await find(argument, l10n.t('Compare with Last Pass'));
      if (failure === undefined) return;
      const { left, right } = toRunComparison(
        lastPassOf(failure).conversation.id,
        conversationOf(failure).id,
      );
      await vscode.commands.executeCommand('vscode.diff', left, right, titleOf(failure));
    },

    async 'polyai.showWhatChanged'(argument) {
      const failure = await find(argument, l10n.t('Show What Changed'));
      if (failure === undefined) return;
      const pass = lastPassOf(failure);
      const turns = toRunComparison(pass.conversation.id, conversationOf(failure).id);
      const from = pass.recorded.run;
      const to = failure.recorded.run;
      const changes = await readChanges(
        vscode.Uri.parse(failure.recorded.file, true),
        from.commit,
        to.commit,
      );
      const text = toChangesText({
        pass: from,
        failure: to,
        commits: changes?.commits,
        hasMore: changes?.hasMore ?? false,
        locale: vscode.env.language,
      });
      const commits = toNote(l10n.t('Commits'), text);
      await vscode.commands.executeCommand('vscode.changes', titleOf(failure), [
        [turns.right, turns.left, turns.right],
        [commits, undefined, commits],
        ...(changes?.files ?? []).map(({ uri, before, after }) => [uri, before, after]),
      ]);
    },
  };

  return {
    commands,
    async openConversation(argument) {
      const failure = await find(argument, l10n.t('Open Conversation'));
      if (failure === undefined) return;
      const { turn } = failure.context;
      const place = turn === undefined ? undefined : toConversationTurn(failure.recorded.kept, turn);
      openPanel(conversationOf(failure).id, { turn: place });
    },
  };
}

function toRunComparison(pass: string, failure: string) {
  const compared = { left: pass, right: failure };
  // Of one name: the editor calls it renamed otherwise.
  const uriOf = (side: 'left' | 'right') => toComparisonUri(compared, side, l10n.t('Turns'));
  return { left: uriOf('left'), right: uriOf('right') };
}

function titleOf({ recorded }: Failure): string {
  return l10n.t('What Changed: {0}', toPlainSentence(recorded.kept.name));
}

/** The edit is shown, and not saved: it can be looked at and undone. */
async function replaceSaid(
  uri: vscode.Uri,
  turn: number,
  reply: string,
  before: string | undefined,
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const { version } = document;
  const source = document.getText();
  const edit = await acceptReply({ source, turn, reply, before }, toLocalDate(new Date()));
  if (edit === undefined) throw notTheTestThatWasRun();
  const range = new vscode.Range(document.positionAt(edit.start), document.positionAt(edit.end));
  const editor = await vscode.window.showTextDocument(document, { selection: range });
  // Where a stretch stands is true for the text that was read.
  if (document.version !== version) throw notTheTestThatWasRun();
  // The editor says nothing, and even that it was done, when it takes the file for a read-only one.
  const isDone = await editor.edit((builder) => builder.replace(range, edit.text));
  if (isDone && document.version !== version) return;
  throw new HumanError(l10n.t('{0} could not be changed.', vscode.workspace.asRelativePath(uri)), {
    remedy: l10n.t('See whether the file is read-only, and try again.'),
  });
}

function notTheTestThatWasRun(): HumanError {
  return new HumanError(l10n.t('The test is not the one that was run any more.'), {
    remedy: l10n.t('Run it again.'),
  });
}

/** Asks which failure is meant, unless there is one only; undefined when the person gave up. */
async function pickFailure(title: string, rows: readonly FailureRow[]): Promise<FailureContext | undefined> {
  const [only] = rows;
  if (rows.length === 1) return only?.context;
  const placeHolder = l10n.t('Which failure?');
  return (await pickItem(rows, { title, placeHolder, matchOnDescription: true, matchOnDetail: true }))
    ?.context;
}
