import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ChatTarget, TurnContent } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { createUnsentTexts } from '../../core/conversation/unsentTexts.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { ask } from '../asking/ask.ts';
import { createTextBox, hideIn } from '../asking/quickInput.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { type LiveGuard, sendQuestion } from '../../core/connection/liveGuard.ts';
import type { ChooseConversation } from './chooseConversation.ts';
import type { FindConnectionOf } from '../../core/conversation/connectionOf.ts';
import { showTurnFailure } from './failureActions.ts';
import { toComposerLock } from '../../panels/conversation/composerLock.ts';

export interface SendMessageDeps {
  readonly service: Pick<ConversationService, 'send' | 'get'>;
  readonly choose: ChooseConversation;
  readonly connectionOf: FindConnectionOf;
  readonly liveGuard: Pick<LiveGuard, 'confirm'>;
  resolveTarget(connection: Connection): Promise<ChatTarget>;
  timeoutSeconds(): number;
  /** Whether a secret of any connection stands in what is typed. */
  readonly holdsSecret: (text: string) => Promise<boolean>;
  readonly showError: ShowError;
  /** Shows what the agent answered, where it is not in view already. */
  showReply(conversation: Conversation): void;
}

export interface SendMessage {
  /** Asks what to say unless a text is given. Resolves when the agent has answered, or the person gave up. */
  send(argument: unknown, text: unknown): Promise<void>;
  fetchDelayedReply(argument: unknown): Promise<void>;
}

/** Talking from the palette. What was typed and could not be sent is in the box the next time. */
export function createSendMessage(deps: SendMessageDeps): SendMessage {
  const unsent = createUnsentTexts();

  /** False when nothing was sent. */
  async function say(conversation: Conversation, content: TurnContent) {
    const connection = deps.connectionOf(conversation.connection);
    if (!(await deps.liveGuard.confirm(connection, sendQuestion(connection)))) return false;
    const target = await deps.resolveTarget(connection);
    const { id } = conversation;
    const answered = await withSlowProgress(l10n.t('Waiting for {0}', connection.name), (signal) =>
      deps.service.send({ ...content, id, target, signal, timeoutSeconds: deps.timeoutSeconds() }),
    );
    deps.showReply(answered);
    const turn = answered.turns.findLast(({ kind }) => kind === 'respond');
    if (turn) showTurnFailure(deps.showError, answered, turn);
    return true;
  }

  async function choose(argument: unknown, title: string): Promise<Conversation | undefined> {
    const conversation = await deps.choose(argument, title);
    const lock = conversation && toComposerLock(conversation);
    if (!conversation || !lock) return conversation;
    const again = lock.actions.some(({ action }) => action === 'replay')
      ? [
          commandAction(
            l10n.t('Create Again and Replay My Turns'),
            'polyai.createAgainAndReplay',
            conversation.id,
          ),
        ]
      : [];
    deps.showError(
      new HumanError(lock.sentence, { remedy: l10n.t('Create it again to continue.') }),
      'polyai.sendMessage',
      [commandAction(l10n.t('Create Again'), 'polyai.rerunConversation', conversation.id), ...again],
    );
    return undefined;
  }

  return {
    async send(argument, text) {
      const conversation = await choose(argument, l10n.t('Send Message'));
      if (!conversation) return;
      const given = typeof text === 'string' && text.trim() !== '' ? { text } : undefined;
      const asked = given ?? (await askMessage(conversation, unsent.of(conversation), deps.holdsSecret));
      if (asked === undefined) return;
      if (asked === 'delayedReply') return void (await say(conversation, {}));
      // Kept until it is a turn: the secret storage may not answer, or another window may be waiting.
      unsent.keep(conversation, asked.text);
      if (await say(conversation, { message: asked.text })) unsent.forget(conversation);
    },
    async fetchDelayedReply(argument) {
      const conversation = await choose(argument, l10n.t('Fetch Delayed Reply'));
      if (conversation) await say(conversation, {});
    },
  };
}

/** What the person wants to say: a text, or nothing but what the agent still has to say. */
type AskedMessage = { readonly text: string } | 'delayedReply';

/**
 * Asks for the next message of a conversation, with what the agent said last under the box. Undefined when the
 * person gave up.
 */
function askMessage(
  conversation: Conversation,
  unsent: string,
  holdsSecret: (text: string) => Promise<boolean>,
): Promise<AskedMessage | undefined> {
  const box = createTextBox();
  const fetchButton: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('inbox'),
    tooltip: l10n.t('Fetch Delayed Reply'),
  };
  box.title = l10n.t('Send Message to {0}', toPlainLabel(conversation.connection.connectionName));
  box.placeholder = l10n.t('Type a message');
  box.prompt = promptOf(conversation, unsent);
  box.value = unsent;
  box.buttons = [fetchButton];
  // Looking something up in the meantime does not lose what was typed.
  box.ignoreFocusOut = true;

  return ask<AskedMessage>(box, (finish) => {
    box.onDidAccept(() => {
      if (box.value.trim() !== '') finish({ text: box.value });
      else box.validationMessage = l10n.t('Type a message, or fetch a delayed reply with the button above.');
    });
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    hideIn(box, holdsSecret);
    box.onDidTriggerButton((button) => {
      if (button === fetchButton) finish('delayedReply');
    });
  });
}

function promptOf({ turns }: Conversation, unsent: string): string {
  if (unsent !== '') {
    return turns.at(-1)?.state === 'unknown'
      ? l10n.t('This message may have arrived. Press Enter to send it again.')
      : l10n.t('This message was not sent. Press Enter to try again.');
  }
  const reply = turns.findLast((turn) => turn.reply)?.reply;
  return reply === undefined
    ? l10n.t('The agent has not said anything yet.')
    : l10n.t('Agent: {0}', toPlainLabel(reply));
}
