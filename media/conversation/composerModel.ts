import * as l10n from '@vscode/l10n';
import { parseAttributesText } from '../../src/core/chatApi/attributesText.ts';
import { toEditTime } from '../../src/core/common/editTime.ts';
import { holdsMask } from '../../src/core/common/redaction.ts';
import { maskedSentence } from '../../src/core/conversation/maskedContent.ts';
import {
  type ComposerDraft,
  type EditedComposerDraft,
  type FromComposer,
  longestMessage,
} from '../../src/protocol/conversation.ts';

const extraFields = ['integrationAttributes', 'metadata', 'asrLangCode', 'ttsLangCode'] as const;

export type ExtraField = (typeof extraFields)[number];

export interface ComposerProblem {
  readonly field: keyof ComposerDraft;
  readonly message: string;
}

/** What is being typed, and nothing else the panel shows: the only truth that lives in the webview. */
export interface ComposerModel {
  readonly draft: ComposerDraft;
  /** Given to the editor, which has not said yet that it is on disk. */
  readonly isSending: boolean;
  /** In the order of the fields. A message can be sent when it is empty. */
  readonly problems: readonly ComposerProblem[];
  edit(change: Partial<ComposerDraft>): void;
  /** What the composer goes on with after a reload. */
  restore(draft: ComposerDraft, editedAtMs?: number): void;
  /** False when there is nothing to send or something is wrong with it. */
  send(): boolean;
  fetchDelayedReply(): boolean;
  /** The editor has taken this text. What was typed after it stays. */
  sent(text: string): void;
  notSent(): void;
  /** Puts what was said before into an empty composer; -1 is further back. False when there is nothing there. */
  recall(step: -1 | 1): boolean;
  subscribe(listener: () => void): () => void;
}

export interface ComposerModelOptions {
  readonly draft: ComposerDraft;
  /** When it was touched last. */
  readonly editedAtMs?: number | undefined;
  post(message: FromComposer): void;
  /** Keeps a copy that survives a crash of the editor. */
  save(edited: EditedComposerDraft): void;
  /** What the user said so far, oldest first. */
  said(): readonly string[];
  turnCount(): number;
  /** Milliseconds since 1970. */
  now(): number;
}

export function createComposerModel(options: ComposerModelOptions): ComposerModel {
  const listeners = new Set<() => void>();
  let { draft, editedAtMs } = options;
  let isSending = false;
  /** How far back the recalled message is, from 1; 0 while none is shown. */
  let recalled = 0;
  let saving = false;

  const changed = () => {
    for (const listener of listeners) listener();
  };

  // Several changes of one gesture are one message; a microtask still runs when the tab is closing.
  const saveSoon = () => {
    if (saving) return;
    saving = true;
    queueMicrotask(() => {
      saving = false;
      editedAtMs = toEditTime(options.now(), editedAtMs);
      const edited = { draft, editedAtMs, afterTurns: options.turnCount() };
      options.save(edited);
      options.post({ type: 'draftChanged', edited });
    });
  };

  const setDraft = (next: ComposerDraft) => {
    draft = next;
    saveSoon();
    changed();
  };

  return {
    get draft() {
      return draft;
    },
    get isSending() {
      return isSending;
    },
    get problems() {
      return findComposerProblems(draft);
    },
    edit: (change) => {
      recalled = 0;
      setDraft({ ...draft, ...change });
    },
    restore: (restored, touchedAtMs = 0) => {
      draft = restored;
      editedAtMs = Math.max(editedAtMs ?? 0, touchedAtMs);
      isSending = false;
      recalled = 0;
      changed();
    },
    send: () => {
      if (isSending || draft.text.trim() === '' || findComposerProblems(draft).length > 0) return false;
      isSending = true;
      options.post({ type: 'send', draft });
      changed();
      return true;
    },
    fetchDelayedReply: () => {
      if (isSending || findComposerProblems(draft).some(({ field }) => field !== 'text')) return false;
      options.post({ type: 'fetchDelayedReply', draft });
      return true;
    },
    sent: (text) => {
      isSending = false;
      recalled = 0;
      setDraft(draft.text.startsWith(text) ? { ...draft, text: draft.text.slice(text.length) } : draft);
    },
    notSent: () => {
      isSending = false;
      changed();
    },
    recall: (step) => {
      if (recalled === 0 && draft.text !== '') return false;
      const said = distinct(options.said());
      const next = recalled - step;
      if (next < 0 || next > said.length) return false;
      recalled = next;
      setDraft({ ...draft, text: next === 0 ? '' : (said.at(-next) ?? '') });
      return true;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The fields of the documentation page that are filled in: they go along with every message. */
export function filledExtraFields(draft: ComposerDraft): readonly ExtraField[] {
  return extraFields.filter((field) => draft[field].trim() !== '');
}

function findComposerProblems(draft: ComposerDraft): readonly ComposerProblem[] {
  const problems: ComposerProblem[] = [];
  if (draft.text.length > longestMessage) {
    const message = l10n.t('The message is longer than {0} characters.', longestMessage);
    problems.push({ field: 'text', message });
  }
  for (const field of ['text', ...extraFields] as const) {
    if (holdsMask(draft[field])) problems.push({ field, message: maskedSentence() });
  }
  for (const field of ['integrationAttributes', 'metadata'] as const) {
    const [problem] = parseAttributesText(draft[field]).problems;
    if (problem) {
      const { line, column, message } = problem;
      problems.push({ field, message: l10n.t('Line {0}, column {1}: {2}', line, column, message) });
    }
  }
  return problems;
}

/** The same said twice in a row is one message to go back to. */
function distinct(said: readonly string[]): readonly string[] {
  return said.filter((text, index) => text !== said[index - 1]);
}
