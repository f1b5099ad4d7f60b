import type { Conversation } from './conversation.ts';

/** What was typed for a conversation and did not become a turn: it is offered again. */
export interface UnsentTexts {
  keep(conversation: Conversation, text: string): void;
  forget(conversation: Conversation): void;
  /** What was kept, or the words of a last turn that was not answered; empty when everything was said. */
  of(conversation: Conversation): string;
}

export function createUnsentTexts(): UnsentTexts {
  const texts = new Map<string, { readonly text: string; readonly afterTurns: number }>();
  return {
    keep: ({ id, turns }, text) => void texts.set(id, { text, afterTurns: turns.length }),
    forget: ({ id }) => void texts.delete(id),
    of: (conversation) => {
      const { id, turns } = conversation;
      const kept = texts.get(id);
      if (kept === undefined) return failedText(conversation);
      // It may have been said since, in the panel for example.
      const wasSaid = turns.slice(kept.afterTurns).some(({ userText }) => userText === kept.text);
      if (!wasSaid) return kept.text;
      texts.delete(id);
      return failedText(conversation);
    },
  };
}

/** A turn that failed keeps its own words. */
function failedText({ turns }: Conversation): string {
  const last = turns.at(-1);
  const isUnanswered = last?.kind === 'respond' && (last.state === 'failed' || last.state === 'unknown');
  return isUnanswered ? (last.userText ?? '') : '';
}
