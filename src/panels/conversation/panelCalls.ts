import type { TurnContent } from '../../core/chatApi/chatClient.ts';
import { toEditTime } from '../../core/common/editTime.ts';
import { holdsMask } from '../../core/common/redaction.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import type { ConversationCall } from '../../core/conversation/conversationRequests.ts';
import { requireUnmasked } from '../../core/conversation/maskedContent.ts';
import { toRepeatedContent } from '../../core/conversation/repeatedContent.ts';
import { type ComposerDraft, emptyComposerDraft } from '../../protocol/conversation.ts';
import { isEmptyDraft } from './composerDrafts.ts';
import type { ConversationPanelDeps } from './conversationPanelDeps.ts';
import { toTurnContent } from './turnContent.ts';
import type { ShownConversation } from './shownConversation.ts';
import type { TypedMessage } from './typedMessage.ts';

/** The calls to the agent that one panel makes. Each can be cancelled, and resolves when it is over or was never made. */
export interface PanelCalls {
  say(draft: ComposerDraft): Promise<void>;
  sendAgain(turn: Turn): Promise<void>;
  fetchDelayedReply(draft?: ComposerDraft): Promise<void>;
  close(): Promise<void>;
  /** A turn has begun. When it says what was handed over, the composer is told to let go of it. */
  noteStarted(turn: Turn | undefined): void;
}

export interface PanelCallsOptions {
  readonly id: string;
  /** Throws HumanError when it is no longer there. */
  readonly find: () => Conversation;
  readonly deps: Pick<ConversationPanelDeps, 'service' | 'resolveTarget' | 'confirmLive' | 'timeoutSeconds'>;
  readonly typed: Pick<TypedMessage, 'read' | 'keep'>;
  readonly shown: Pick<ShownConversation, 'post' | 'showAll'>;
}

export function createPanelCalls({ id, find, deps, typed, shown }: PanelCallsOptions): PanelCalls {
  const { service } = deps;
  /** The message that was handed over and has not become a turn yet; other calls may run meanwhile. */
  let saying: { readonly text: string; isCalled: boolean } | undefined;

  const run = async (call: (with_: ConversationCall) => Promise<unknown>) => {
    const { connection } = find();
    if (!(await deps.confirmLive(connection))) return;
    const target = await deps.resolveTarget(connection);
    await call({ target, timeoutSeconds: deps.timeoutSeconds() });
  };

  const send = (content: TurnContent) => run((call) => service.send({ ...content, ...call, id }));

  /** What was not kept whole stands in the composer, where the rest of it can be typed. No other draft makes room for it. */
  const typeAgain = (content: TurnContent) => {
    const stored = typed.read();
    if (stored && !isEmptyDraft(stored.draft)) return;
    typed.keep({
      draft: {
        text: content.message ?? '',
        integrationAttributes: content.integrationAttributes ?? '',
        metadata: content.metadata ?? '',
        asrLangCode: content.asrLangCode ?? '',
        ttsLangCode: content.ttsLangCode ?? '',
      },
      editedAtMs: toEditTime(Date.now(), stored?.editedAtMs),
      afterTurns: find().turns.length,
    });
    shown.showAll();
  };

  return {
    say: async (draft) => {
      if (saying !== undefined) return;
      const content = toTurnContent(draft);
      if (!content) {
        // The panel has checked the same; what comes from a webview is checked here again.
        shown.post({ type: 'notSent' });
        return;
      }
      const mine = { text: draft.text, isCalled: false };
      saying = mine;
      try {
        await run((call) => {
          mine.isCalled = true;
          return service.send({ ...content, ...call, id });
        });
      } finally {
        // Declined, cancelled or refused before anything was sent: what was typed stays where it is.
        if (saying === mine) {
          saying = undefined;
          shown.post({ type: 'notSent' });
        }
      }
    },
    sendAgain: async (turn) => {
      const content = toRepeatedContent(turn);
      if (holdsMask(content)) typeAgain(content);
      requireUnmasked(content);
      await send(content);
    },
    fetchDelayedReply: async (draft = typed.read()?.draft ?? emptyComposerDraft) => {
      const content = toTurnContent({ ...draft, text: '' });
      if (content) await send(content);
    },
    close: () => run((call) => service.close({ ...call, id })),
    noteStarted: (turn) => {
      if (turn?.kind !== 'respond' || !saying?.isCalled || !isSaid(saying.text, turn)) return;
      shown.post({ type: 'sent', text: saying.text });
      saying = undefined;
    },
  };
}

/** The secrets in a turn are masked, in what is being said they are not. */
function isSaid(text: string, { userText }: Turn): boolean {
  return userText === text || holdsMask(userText);
}
