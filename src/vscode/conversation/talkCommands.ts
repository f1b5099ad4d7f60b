import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { Replayed, ReplayChat } from '../../core/conversation/replayChat.ts';
import { toRerunText } from '../../core/wording/rerunText.ts';
import { toTranscript } from '../../core/wording/transcript.ts';
import { noteInStatusBar, notifyInformation } from '../asking/notifications.ts';
import { askChoice } from '../asking/questions.ts';
import { type CommandHandlers, runCommand } from '../commands/commands.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import type { ConversationChooser } from './chooseConversation.ts';
import { createOpenInStudio, type OpenInStudioDeps } from './openInStudio.ts';
import { pickConnection } from './pickConnection.ts';
import { showTurnFailure } from './failureActions.ts';
import { createSendMessage, type SendMessageDeps } from './sendMessage.ts';

export interface TalkCommandDeps
  extends Omit<SendMessageDeps, 'choose'>, Omit<OpenInStudioDeps, 'connections'> {
  readonly choose: ConversationChooser;
  readonly connections: Pick<ConnectionStore, 'get' | 'list' | 'active'>;
  readonly replayChat: ReplayChat;
  openRaw(conversation: Conversation): PromiseLike<unknown>;
}

/** The commands about a conversation that is going on, and about having it once more. */
export function createTalkCommands(
  deps: TalkCommandDeps,
): Pick<
  CommandHandlers,
  | 'polyai.sendMessage'
  | 'polyai.fetchDelayedReply'
  | 'polyai.createAgainAndReplay'
  | 'polyai.createAgainOnAnother'
  | 'polyai.forkConversation'
  | 'polyai.openInStudio'
  | 'polyai.openRaw'
  | 'polyai.copyTranscript'
> {
  const { choose } = deps;
  const sendMessage = createSendMessage({ ...deps, choose: choose.open });
  /** Where it was held before; another when that is gone. */
  const findConnection = async ({ connection }: Conversation, title: string) =>
    deps.connections.get(connection.connectionId) ?? pickConnection(deps.connections, title);

  /** Says what differs, and why it stopped early. */
  const tell = ({ result, stop }: Replayed): void => {
    if (result) noteInStatusBar(toRerunText(result));
    const last = stop?.conversation.turns.at(-1);
    if (stop?.why === 'failed' && last) showTurnFailure(deps.showError, stop.conversation, last);
    if (stop?.why !== 'over') return;
    const { answered, total } = stop;
    void notifyInformation(
      l10n.t('This time the agent ended the conversation after {0} of {1} turns.', answered, total),
    );
  };
  const replay = async (original: Conversation, connection: Connection, forkedAt?: number) => {
    const replayed = await deps.replayChat(original, connection, forkedAt);
    if (replayed) tell(replayed);
  };
  const again = async (original: Conversation, connection: Connection | undefined, replays: boolean) => {
    if (connection === undefined) return;
    if (replays) await replay(original, connection);
    else await runCommand('polyai.createChat', connection.id, original.parameters);
  };

  return {
    'polyai.sendMessage': (argument, text) => sendMessage.send(argument, text),
    'polyai.fetchDelayedReply': (argument) => sendMessage.fetchDelayedReply(argument),
    'polyai.createAgainAndReplay': async (argument) => {
      const title = l10n.t('Create Again and Replay My Turns');
      const original = await choose.any(argument, title);
      if (original) await again(original, await findConnection(original, title), true);
    },
    'polyai.createAgainOnAnother': async (argument) => {
      const title = l10n.t('Create Again on Another Connection');
      const original = await choose.any(argument, title);
      const connection = original && (await pickConnection(deps.connections, title));
      if (!original || !connection) return;
      const replays = hasSaidSomething(original) ? await asksToReplay(title) : false;
      if (replays !== undefined) await again(original, connection, replays);
    },
    'polyai.forkConversation': async (argument, turn) => {
      const title = l10n.t('Fork at a Turn');
      const original = await choose.any(argument, title);
      if (!original) return;
      const forkedAt = typeof turn === 'number' ? turn : await askTurn(original, title);
      const connection = forkedAt === undefined ? undefined : await findConnection(original, title);
      if (connection) await replay(original, connection, forkedAt);
    },
    'polyai.openInStudio': createOpenInStudio(deps),
    'polyai.openRaw': async (argument) => {
      const conversation = await choose.any(argument, l10n.t('Open Raw'));
      if (conversation) await deps.openRaw(conversation);
    },
    'polyai.copyTranscript': async (argument) => {
      const conversation = await choose.any(argument, l10n.t('Copy Transcript'));
      if (conversation) {
        await vscode.env.clipboard.writeText(
          toTranscript(conversation, { locale: vscode.env.language, asReceived: true }),
        );
      }
    },
  };
}

/** Before which of the user's turns the fork leaves; undefined when the person gave up. */
async function askTurn({ turns }: Conversation, title: string): Promise<number | undefined> {
  const choices = turns.flatMap(({ kind, userText }, index) =>
    kind === 'respond'
      ? {
          label: toPlainLabel(userText ?? '') || l10n.t('asked for a delayed reply'),
          description: String(index + 1),
          value: index,
        }
      : [],
  );
  if (choices.length === 0) throw new HumanError(l10n.t('Nothing was said in this conversation yet.'));
  const answer = await askChoice({
    title,
    placeholder: l10n.t('What was said before this turn is said again, and you go on from there.'),
    choices,
  });
  return answer.kind === 'next' ? answer.value : undefined;
}

function hasSaidSomething({ turns }: Conversation): boolean {
  return turns.some(({ kind, userText }) => kind === 'respond' && Boolean(userText));
}

/** Undefined when the person gave up. */
async function asksToReplay(title: string): Promise<boolean | undefined> {
  const answer = await askChoice<'parameters' | 'turns'>({
    title,
    placeholder: l10n.t('What is to be said there?'),
    choices: [
      {
        label: l10n.t('Nothing yet'),
        detail: l10n.t('Only the parameters are the same.'),
        value: 'parameters',
      },
      {
        label: l10n.t('What I said before'),
        detail: l10n.t('My turns are sent again, one after the other.'),
        value: 'turns',
      },
    ],
  });
  return answer.kind === 'next' ? answer.value === 'turns' : undefined;
}
