import { parseStandInScript } from '../standInAgent/parseStandInScript.ts';
import type { StandInScript } from '../standInAgent/standInScript.ts';
import { readTextFile } from './readText.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

/** The script of a stand-in agent; undefined when none is named. */
export async function readScript(
  path: string | undefined,
  surroundings: Pick<Surroundings, 'readFile'>,
): Promise<StandInScript | undefined> {
  if (path === undefined) return undefined;
  const text = await readTextFile(path, surroundings);
  const { script, problems } = await parseStandInScript(text);
  if (script !== undefined) return script;
  const lines = problems.map(({ line, column, message }) => `${path}:${line}:${column} ${message}`);
  throw new UsageError(lines.join('\n'));
}
