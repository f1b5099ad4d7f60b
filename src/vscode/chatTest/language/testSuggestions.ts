import * as l10n from '@vscode/l10n';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Suggest, Suggestion } from '../../../core/chatTest/language/completionsAt.ts';
import { linksOf } from '../../../core/chatTest/language/testLinks.ts';
import type { SuggestionKind } from '../../../core/chatTest/language/testShape.ts';
import { isRowsFile } from '../../../core/chatTest/rowsFileName.ts';
import { parseRowsFile } from '../../../core/chatTest/rowsFile.ts';
import { isLive, isStandIn } from '../../../core/connection/connection.ts';
import { documentedChannels, documentedLanguages } from '../../../core/connection/documentedLanguages.ts';
import { readBeside } from '../../../core/files/readBeside.ts';
import { saidBefore } from '../../../core/history/saidBefore.ts';
import { readAdkWords } from '../../../core/paste/adkWords.ts';
import type { LooseNode } from '../../../core/text/looseNode.ts';
import { readOpenAdkProjects } from '../../connection/openAdkProjects.ts';
import type { TestLanguageDeps } from './registerTestLanguage.ts';

/** Larger rows are for a run; help while typing does not wait for them. */
const longestHelpfulRows = 256 * 1024;
const mostFiles = 100;
const mostExamples = 5;
/** How long a look at the folder's agent project holds: it is asked for at every key. */
const projectMs = 10_000;

/** What is known around one test. */
export function createTestSuggestions({ connections, history }: TestLanguageDeps) {
  const projects = rememberFor(projectMs, readOpenAdkProjects);
  const words = rememberFor(projectMs, async () =>
    Promise.all((await projects()).map(async ({ folder }) => ({ folder, ...(await readAdkWords(folder)) }))),
  );

  return (document: vscode.TextDocument, text: string, root: LooseNode): Suggest => {
    const links = () => linksOf(text, root);
    const folder = path.dirname(document.uri.fsPath);
    /** Of several agent projects, the nearest one that the test lies in. */
    const around = <T extends { readonly folder: string }>(all: readonly T[]): readonly T[] => {
      const own = all.filter((one) => `${folder}${path.sep}`.startsWith(`${one.folder}${path.sep}`));
      const [nearest] = own.toSorted((a, b) => b.folder.length - a.folder.length);
      return nearest === undefined ? all : [nearest];
    };
    const isOnDisk = document.uri.scheme === 'file';
    /** The agent that the file names, or the one that a run goes to. */
    const agent = () => {
      const name = links().find(({ kind }) => kind === 'connection')?.name;
      return connections.list().find((connection) => connection.name === name) ?? connections.active;
    };

    const read: Readonly<Record<SuggestionKind, () => Promise<readonly Suggestion[]>>> = {
      connections: async () => {
        const named = connections.list().map((connection) => ({
          value: connection.name,
          detail: isLive(connection)
            ? 'LIVE'
            : isStandIn(connection)
              ? l10n.t('local')
              : connection.environment,
        }));
        return unique([...named, { value: 'stand-in', detail: l10n.t('local') }]);
      },
      variants: async () =>
        unique(
          around(await projects()).flatMap(({ variants }) =>
            variants.map(({ name, id }) => ({
              value: id ?? name,
              detail: id === undefined ? undefined : name,
            })),
          ),
        ),
      channels: async () => documentedChannels.map((value) => ({ value })),
      languages: async () => {
        const own = around(await projects()).flatMap(({ languages }) => languages);
        return unique([...own, ...documentedLanguages].map((value) => ({ value })));
      },
      destinations: async () =>
        unique(around(await words()).flatMap(({ destinations }) => destinations.map((value) => ({ value })))),
      messages: async () => {
        const queries = around(await words()).flatMap((one) =>
          one.queries.map((query) => ({ value: query.text, detail: query.topic })),
        );
        const talkedTo = agent();
        const said = talkedTo === undefined ? [] : saidBefore(await history(), talkedTo);
        return unique([...queries, ...said.map((value) => ({ value, detail: l10n.t('said before') }))]);
      },
      rowsFiles: async () => {
        if (!isOnDisk) return [];
        const names = await readdir(folder).catch(() => []);
        return names
          .filter(isRowsFile)
          .slice(0, mostFiles)
          .map((value) => ({ value }));
      },
      columns: async () => {
        const rows = links().find(({ kind }) => kind === 'rowsFile');
        if (rows === undefined || !isOnDisk) return [];
        const content = await readBeside(folder, rows.name, longestHelpfulRows).catch(() => undefined);
        const found = content === undefined ? undefined : parseRowsFile(rows.name, content);
        if (found === undefined || !('rows' in found)) return [];
        return found.rows
          .slice(0, mostExamples)
          .flatMap((row) => Object.entries(row).map(([value, detail]) => ({ value, detail })));
      },
    };
    return (kind) => read[kind]();
  };
}

function unique(suggestions: readonly Suggestion[]): readonly Suggestion[] {
  return [...new Map(suggestions.toReversed().map((one) => [one.value, one])).values()].toReversed();
}

/** One reading serves all that ask within a time. */
function rememberFor<T>(ms: number, work: () => Promise<T>): () => Promise<T> {
  let last: { readonly until: number; readonly result: Promise<T> } | undefined;
  return async () => {
    if (last === undefined || last.until < performance.now()) {
      last = { until: performance.now() + ms, result: work() };
    }
    return last.result;
  };
}
