import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportConversations } from '../../../../../src/core/history/export/exportConversations.ts';
import { exportFormats } from '../../../../../src/core/history/export/exportFormats.ts';
import type { History } from '../../../../../src/core/history/history.ts';
import {
  importHistory,
  type ImportOptions,
  type ImportResult,
} from '../../../../../src/core/history/import/importHistory.ts';
import { openImportFile } from '../../../../../src/core/history/import/openImportFile.ts';
import { grandHotel, type Place } from '../fixtures.ts';

/** The one connection that a person has here. */
export const own: ImportOptions['findOwn'] = ({ region, accountId, projectId }) =>
  region === grandHotel.region && accountId === grandHotel.accountId && projectId === grandHotel.projectId
    ? { id: grandHotel.connectionId }
    : undefined;

export async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

export function toJsonLines(history: History): Promise<string> {
  return joined(exportConversations(history.parts, { format: exportFormats.jsonl, withoutMessages: false }));
}

/** Imports a text as it stands in a file. */
export async function importText(
  place: Place,
  history: History,
  text: string | Uint8Array,
  options: Partial<ImportOptions> = {},
): Promise<ImportResult> {
  const folder = path.join(place.directory, 'files');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'import');
  writeFileSync(file, text);
  return importHistory(await openImportFile(file), { parts: history.parts, findOwn: own, ...options });
}
