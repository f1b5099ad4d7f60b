import * as l10n from '@vscode/l10n';
import type { ChatTarget, RespondParameters } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { commandAction, type ShowError } from '../commands/showError.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { type LiveGuard, sendQuestion } from '../../core/connection/liveGuard.ts';
import { askMessage } from './askMessage.ts';
import type { ChooseConversation } from './chooseConversation.ts';
import type { FindConversationPlace } from '../../core/conversation/conversationPlace.ts';
import { showTurnFailure } from './failureActions.ts';
import { toComposerLock } from '../../panels/conversation/composerLock.ts';

export interface SendMessageDeps {
  readonly service: Pick<ConversationService, 'send' | 'get'>;
  readonly choose: ChooseConversation;
  readonly placeOf: FindConversationPlace;
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
  /** By conversation: what never became a turn. A turn that failed keeps its own words. */
  const unsent = new Map<string, { readonly text: string; readonly afterTurns: number }>();

  /** What was kept, unless it was said meanwhile: in the panel, say. */
  function stillUnsent({ id, turns }: Conversation): string | undefined {
    const kept = unsent.get(id);
    if (kept === undefined) return undefined;
    const wasSaid = turns.slice(kept.afterTurns).some(({ userText }) => userText === kept.text);
    if (wasSaid) unsent.delete(id);
    return wasSaid ? undefined : kept.text;
  }

  /** False when nothing was sent. */
  async function say(conversation: Conversation, content: Omit<RespondParameters, 'conversationId'>) {
    const connection = deps.placeOf(conversation.connection);
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
      const unsentText = stillUnsent(conversation) ?? failedText(conversation);
      const asked = given ?? (await askMessage(conversation, unsentText, deps.holdsSecret));
      if (asked === undefined) return;
      if (asked === 'delayedReply') return void (await say(conversation, {}));
      // Kept until it is a turn: the secret storage may not answer, or another window may be waiting.
      unsent.set(conversation.id, { text: asked.text, afterTurns: conversation.turns.length });
      if (await say(conversation, { message: asked.text })) unsent.delete(conversation.id);
    },
    async fetchDelayedReply(argument) {
      const conversation = await choose(argument, l10n.t('Fetch Delayed Reply'));
      if (conversation) await say(conversation, {});
    },
  };
}

/** The words of the last turn when nobody answered it. */
function failedText({ turns }: Conversation): string {
  const last = turns.at(-1);
  const isUnanswered = last?.kind === 'respond' && (last.state === 'failed' || last.state === 'unknown');
  return isUnanswered ? (last.userText ?? '') : '';
}
