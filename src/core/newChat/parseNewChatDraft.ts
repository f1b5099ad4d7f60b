import * as l10n from '@vscode/l10n';
import { fromAttributeRows, parseAttributesText } from '../chatApi/attributesText.ts';
import type { CreateChatParameters, JsonObjectText } from '../chatApi/chatClient.ts';
import { toLanguageCode } from './languageCode.ts';
import { longestAttributesText, type NewChatDraft } from './newChatDraft.ts';

/** What keeps a draft from being sent, and where it stands. */
export interface NewChatProblem {
  readonly field: 'connection' | 'attributes';
  readonly message: string;
  /** In the grid: which row, from 0, and which part of it. */
  readonly row?: number | undefined;
  readonly part?: 'key' | 'value' | undefined;
  /** In the JSON view: which line, from 1. */
  readonly line?: number | undefined;
}

export interface ParsedNewChatDraft {
  /** Undefined when the fields hold something that cannot be sent; a missing connection does not count. */
  readonly parameters: CreateChatParameters | undefined;
  /** To say once the chat is created, instead of `initialMessage`. */
  readonly firstTurn: string | undefined;
  /** In the order of the fields. A chat can be created when it is empty. */
  readonly problems: readonly NewChatProblem[];
}

/** What of a connection decides whether a chat can be created with it. */
export interface DraftConnection {
  readonly id: string;
  readonly hasCredentials: boolean;
}

/**
 * The parameters a draft means, or what is wrong with it. The form and the editor share it, so that both agree on
 * what can be sent. Empty fields are left out. Browser-safe.
 */
export function parseNewChatDraft(
  draft: NewChatDraft,
  connections: readonly DraftConnection[],
): ParsedNewChatDraft {
  const { value, problems } = parseAttributes(draft);
  // Sent to the letter: it is what the user says.
  const firstMessage = draft.initialMessage.trim() === '' ? undefined : draft.initialMessage;
  return {
    problems: [...connectionProblems(draft.connectionId, connections), ...problems],
    firstTurn: draft.sendsAsFirstTurn ? firstMessage : undefined,
    parameters:
      problems.length > 0
        ? undefined
        : {
            channel: toField(draft.channel),
            variantId: toField(draft.variantId),
            asrLangCode: toLanguage(draft.asrLangCode),
            ttsLangCode: toLanguage(draft.ttsLangCode),
            integrationAttributes: value,
            initialMessage: draft.sendsAsFirstTurn ? undefined : firstMessage,
          },
  };
}

/** A code or an id: white space around it came with pasting. */
function toField(text: string): string | undefined {
  return text.trim() || undefined;
}

function toLanguage(text: string): string | undefined {
  const code = toField(text);
  return code === undefined ? undefined : toLanguageCode(code);
}

function connectionProblems(
  id: string | undefined,
  connections: readonly DraftConnection[],
): readonly NewChatProblem[] {
  const problem = (message: string) => [{ field: 'connection' as const, message }];
  if (connections.length === 0) return problem(l10n.t('Add a connection first.'));
  const connection = connections.find((candidate) => candidate.id === id);
  if (!connection) return problem(l10n.t('Choose a connection.'));
  if (connection.hasCredentials) return [];
  return problem(l10n.t('The API key or the connector token of this connection is missing.'));
}

function parseAttributes(draft: NewChatDraft): {
  readonly value?: JsonObjectText | undefined;
  readonly problems: readonly NewChatProblem[];
} {
  if (draft.attributesView === 'json') return parseText(draft.attributesText);
  const { text, problems } = fromAttributeRows(draft.attributeRows);
  if (text !== undefined) return parseText(text);
  return {
    problems: problems.map(({ index, part, message }) => ({
      field: 'attributes',
      message,
      row: index,
      part,
    })),
  };
}

function parseText(text: string): ReturnType<typeof parseAttributes> {
  if (text.length > longestAttributesText) {
    const message = l10n.t('The attributes are longer than {0} characters.', longestAttributesText);
    return { problems: [{ field: 'attributes', message }] };
  }
  const { value, problems } = parseAttributesText(text);
  return {
    value,
    problems: problems.map(({ message, line, column }) => ({
      field: 'attributes',
      message: l10n.t('Line {0}, column {1}: {2}', line, column, message),
      line,
    })),
  };
}
