import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { compareConversations } from '../../core/conversation/compareConversations.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { toComparisonTexts } from '../../core/wording/comparisonText.ts';
import { registerPlainDocuments } from '../documents/plainDocuments.ts';

/*
 * The documents that show what differs between two runs of a test. Their addresses say which conversations they are
 * about, so that a window that opens again finds them.
 */

const scheme = 'polyai-test-run';

type Side = 'left' | 'right';

export interface RunComparison {
  readonly left: vscode.Uri;
  readonly right: vscode.Uri;
}

/** All ids are ours. */
export function toRunComparison(pass: string, failure: string): RunComparison {
  // Of one name: the editor calls it renamed otherwise.
  const path = `/${l10n.t('Turns')}`;
  const uriOf = (side: Side) =>
    vscode.Uri.from({ scheme, path, query: JSON.stringify({ pass, failure, side }) });
  return { left: uriOf('left'), right: uriOf('right') };
}

const notes = new Map<string, string>();

/** A document for a text that is known in this window only. */
export function toNote(name: string, text: string): vscode.Uri {
  const uri = vscode.Uri.from({ scheme, path: `/${name}`, query: JSON.stringify({ note: notes.size }) });
  notes.set(uri.query, text);
  return uri;
}

export function registerComparisonDocuments(
  find: (id: string) => Promise<Conversation | undefined>,
): vscode.Disposable {
  return registerPlainDocuments(scheme, 'polyai-text', {
    async provideTextDocumentContent({ query }) {
      const note = notes.get(query);
      if (note !== undefined) return note;
      const wanted = parse(query);
      const [pass, failure] = wanted
        ? await Promise.all([find(wanted.pass), find(wanted.failure)])
        : [undefined, undefined];
      if (wanted === undefined || pass === undefined || failure === undefined) {
        return l10n.t('This conversation is no longer in the history.');
      }
      const texts = toComparisonTexts(pass, failure, compareConversations(pass, failure), {
        locale: vscode.env.language,
      });
      return texts[wanted.side];
    },
  });
}

function parse(query: string): { pass: string; failure: string; side: Side } | undefined {
  try {
    const value: unknown = JSON.parse(query);
    if (typeof value !== 'object' || value === null) return undefined;
    const { pass, failure, side } = value as Readonly<Record<string, unknown>>;
    const isKnown = typeof pass === 'string' && typeof failure === 'string';
    return isKnown && (side === 'left' || side === 'right') ? { pass, failure, side } : undefined;
  } catch {
    return undefined;
  }
}
