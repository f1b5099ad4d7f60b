import * as vscode from 'vscode';
import { normalisable, type Normalisable } from '../../core/conversation/normaliseText.ts';
import { documentSchemes } from './plainFiles.ts';

/** Two conversations that are shown beside each other. All ids are ours. */
export interface Compared {
  readonly left: string;
  readonly right: string;
}

type Side = 'left' | 'right';

const scheme = documentSchemes.comparison;

/** One side of a comparison. The name is what the editor shows of it. */
export function toComparisonUri({ left, right }: Compared, side: Side, name: string): vscode.Uri {
  return vscode.Uri.from({ scheme, path: `/${name}`, query: JSON.stringify({ left, right, side }) });
}

export function readCompared({ scheme: of, query }: vscode.Uri): (Compared & { side: Side }) | undefined {
  if (of !== scheme) return undefined;
  try {
    const { left, right, side } = JSON.parse(query) as Record<string, unknown>;
    return typeof left === 'string' && typeof right === 'string'
      ? { left, right, side: side === 'right' ? 'right' : 'left' }
      : undefined;
  } catch {
    return undefined;
  }
}

const notes = new Map<string, string>();

/** A document beside a comparison, for a text that is known in this window only. */
export function toNote(name: string, text: string): vscode.Uri {
  const uri = vscode.Uri.from({ scheme, path: `/${name}`, query: JSON.stringify({ note: notes.size }) });
  notes.set(uri.query, text);
  return uri;
}

export function noteOf({ query }: vscode.Uri): string | undefined {
  return notes.get(query);
}

const ignoredKey = 'polyai.ignoredInComparisons';

/** What may differ without being a difference: one choice for all comparisons of a window. */
export function readIgnored(state: vscode.Memento): readonly Normalisable[] {
  const kept = state.get<unknown>(ignoredKey);
  return normalisable.filter((one) => Array.isArray(kept) && kept.includes(one));
}

export async function keepIgnored(state: vscode.Memento, ignored: readonly Normalisable[]): Promise<void> {
  await state.update(ignoredKey, ignored);
}
