import { toFetchCode, toPythonCode } from '../../core/chatApi/codeSnippets.ts';
import { toCurl } from '../../core/chatApi/curl.ts';
import type { Conversation, Turn } from '../../core/conversation/conversation.ts';
import { withMaskNote } from '../../core/conversation/maskedContent.ts';
import type { History } from '../../core/history/history.ts';
import { originToRepeat } from '../../core/history/import/adopt.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { toTranscript } from '../../core/wording/transcript.ts';
import type { Handlers } from '../../protocol/channel.ts';
import type { FromConversation, SnippetKind, ToConversation, TurnPart } from '../../protocol/conversation.ts';
import { toCallView } from './callView.ts';
import { toShownLatency } from './shownLatency.ts';
import type { ExplainTurn } from './turnView.ts';

export interface LookUpDeps {
  /** Both throw HumanError when it is no longer there. */
  readonly find: () => Conversation;
  readonly findTurn: (index: number) => Turn;
  readonly post: (message: ToConversation) => void;
  /** Aborted when the panel goes. */
  readonly leaving: AbortSignal;
  readonly history: Pick<History, 'latencyFigures'>;
  readonly explain: ExplainTurn;
  readonly copyText: (text: string) => PromiseLike<void>;
  /** BCP 47. */
  readonly language: string;
}

export type LookUps = Pick<
  Handlers<FromConversation>,
  | 'showWhole'
  | 'showCall'
  | 'showLatency'
  | 'copySnippet'
  | 'copyConversationId'
  | 'copyCorrelationId'
  | 'copyTranscript'
>;

/** What the panel shows and copies of a conversation when it is asked for; nothing of it is changed. */
export function createLookUps(deps: LookUpDeps): LookUps {
  const { find, findTurn, post } = deps;
  return {
    showWhole: ({ index, part }) => {
      post({ type: 'whole', index, part, text: wholeText(findTurn(index), part) });
    },
    showCall: ({ index }) => {
      const turn = findTurn(index);
      if (turn.exchange) post({ type: 'call', index, call: toCallView(turn, turn.exchange, deps.language) });
    },
    showLatency: async () => {
      let connections;
      try {
        const { connection } = find();
        const figures = await deps.history.latencyFigures(deps.leaving);
        connections = toShownLatency(figures, connection.connectionName);
      } finally {
        post({ type: 'latency', connections });
      }
    },
    copySnippet: async ({ index, kind }) => {
      const { exchange } = findTurn(index);
      if (exchange === undefined) return;
      originToRepeat(find().connection, exchange.url);
      const code = snippets[kind]({ ...exchange, body: exchange.requestBody });
      await deps.copyText(withMaskNote(code, kind === 'fetch' ? '//' : '#'));
    },
    copyConversationId: async () => {
      const { conversationId } = find();
      if (conversationId !== undefined) await deps.copyText(toVisibleLine(conversationId));
    },
    copyCorrelationId: async ({ index }) => {
      const { correlationId } = findTurn(index);
      if (correlationId !== undefined) await deps.copyText(toVisibleLine(correlationId));
    },
    copyTranscript: async () => {
      const conversation = find();
      // The transcript does not say which call it asks about; a sentence of create fits none of the others.
      const explain = (error: NonNullable<Turn['error']>) => {
        const turn = conversation.turns.find((candidate) => candidate.error === error);
        return deps.explain(error, conversation, turn?.kind ?? 'respond');
      };
      await deps.copyText(toTranscript(conversation, { explain, locale: deps.language, asReceived: true }));
    },
  };
}

const snippets: Readonly<Record<SnippetKind, typeof toCurl>> = {
  curl: toCurl,
  fetch: toFetchCode,
  python: toPythonCode,
};

function wholeText(turn: Turn, part: TurnPart): string {
  const texts: Readonly<Record<TurnPart, string | undefined>> = {
    user: turn.userText,
    agent: turn.reply,
    request: turn.exchange?.requestBody,
    response: turn.exchange?.responseBody,
  };
  return texts[part] ?? '';
}
