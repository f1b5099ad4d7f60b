import * as l10n from '@vscode/l10n';
import { type ParsedChatTest, parseChatTest } from './parseChatTest.ts';
import { longestRowsFile, parseRowsFile } from './rowsFile.ts';
import type { LoadedTest } from './runPlan.ts';
import { expandCases, type TestRow } from './testCases.ts';

export interface TestFileSource {
  /** As ids and reports show it: from the folder of the run, with `/`. */
  readonly file: string;
  readonly text: string;
  /** Reads a file beside the test; undefined when there is none. Rejects for one that may not be read. */
  readonly readBeside: (name: string, maxBytes: number) => Promise<string | undefined>;
}

export interface LoadChatTest extends Pick<ParsedChatTest, 'lines' | 'problems' | 'warnings'> {
  /** Undefined when there is a problem. */
  readonly loaded: LoadedTest | undefined;
  /** The file beside the test that its rows come from, whether it could be read or not. */
  readonly rowsFile?: string | undefined;
}

/** Reads a test with its rows. Never rejects for what the files say. `today` is an ISO 8601 date. */
export async function loadChatTest(source: TestFileSource, today: string): Promise<LoadChatTest> {
  const { test, problems, warnings, lines } = await parseChatTest(source.text, { today });
  if (test === undefined || problems.length > 0) return { loaded: undefined, problems, warnings, lines };
  let rows: readonly TestRow[] | undefined;
  const rowsFile = test.rows?.kind === 'file' ? test.rows.path : undefined;
  if (test.rows?.kind === 'file') {
    const { path, range } = test.rows;
    const read = await readRows(source, path);
    if ('sentence' in read)
      return { loaded: undefined, problems: [{ ...range, ...read }], warnings, lines, rowsFile };
    rows = read.rows;
  }
  const { cases, ...found } = expandCases(source.file, test, rows);
  const loaded = found.problems.length > 0 ? undefined : { file: source.file, test, lines, cases };
  return { loaded, problems: found.problems, warnings: [...warnings, ...found.warnings], lines, rowsFile };
}

async function readRows({ readBeside }: TestFileSource, path: string) {
  let content: string | undefined;
  try {
    content = await readBeside(path, longestRowsFile);
  } catch {
    return {
      sentence: l10n.t('The file {0} cannot be used for rows.', path),
      remedy: l10n.t(
        'It must lie beside the test, be UTF-8, and have at most {0} MB.',
        longestRowsFile / 1024 / 1024,
      ),
    };
  }
  if (content === undefined) {
    return {
      sentence: l10n.t('There is no file {0} beside this test.', path),
      remedy: path.includes('\\')
        ? l10n.t('Write {0}.', path.replaceAll('\\', '/'))
        : l10n.t('Create it, or correct its name.'),
    };
  }
  return parseRowsFile(path, content);
}
