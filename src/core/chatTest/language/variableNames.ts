import * as l10n from '@vscode/l10n';
import type { LooseNode } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';
import type { ChatTest } from '../chatTest.ts';
import { allTemplates } from '../knownVariables.ts';
import { parseChatTest } from '../parseChatTest.ts';
import { variableName } from '../template.ts';
import { variableAt, type VariableDefinition, variablesOf } from './testVariables.ts';

/** Everything that a variable's name is written at, for definition, references and rename. */
export interface NamedVariable {
  readonly name: string;
  /** The name under the cursor. */
  readonly range: TextRange;
  readonly definitions: readonly VariableDefinition[];
  readonly uses: readonly TextRange[];
}

export function namedVariableAt(text: string, root: LooseNode, offset: number): NamedVariable | undefined {
  const variables = variablesOf(text, root);
  const found = variableAt(variables, offset);
  if (found === undefined || !isOwnName(found.name)) return undefined;
  return {
    ...found,
    definitions: variables.definitions.filter(({ name }) => name === found.name),
    uses: variables.uses.filter(({ inside }) => inside === found.name).map(({ name }) => name),
  };
}

/** Names that the file gives; the others (`uuid`, `date`, `env:…`) are the product's. */
function isOwnName(name: string): boolean {
  return variableName.test(name) && name !== 'uuid' && name !== 'date';
}

/** Why a variable cannot be renamed at all, or not to this name; undefined when it can. */
export function whyNotRenamed(
  text: string,
  root: LooseNode,
  { name, definitions }: NamedVariable,
  newName?: string,
): string | undefined {
  if (definitions.length === 0)
    return l10n.t('“{0}” has no value in this file, so it cannot be renamed here.', name);
  if (name === 'connection' && definitions.some(({ kind }) => kind === 'matrix')) {
    return l10n.t('“connection” says where a case runs, so it keeps its name.');
  }
  if (newName === undefined || newName === name) return undefined;
  if (!isOwnName(newName)) {
    return l10n.t(
      '“{0}” cannot be the name of a variable. {1}',
      newName,
      l10n.t('Use letters, digits, - and _, and begin with a letter.'),
    );
  }
  const isTaken = variablesOf(text, root).definitions.some((one) => one.name === newName);
  return isTaken ? l10n.t('There is a variable “{0}” already.', newName) : undefined;
}

/**
 * Why the file would not mean the same after the rename; undefined when it would, or means nothing yet. YAML has more ways
 * to write a name than are found by its lines, such as escapes.
 */
export async function whyNotTheSame(
  text: string,
  { name, definitions, uses }: NamedVariable,
  newName: string,
  today: string,
): Promise<string | undefined> {
  const before = await parseChatTest(text, { today });
  if (before.test === undefined || before.problems.length > 0) return undefined;
  let renamed = text;
  for (const { start, end } of [...definitions, ...uses].toSorted((a, b) => b.start - a.start)) {
    renamed = renamed.slice(0, start) + newName + renamed.slice(end);
  }
  const after = await parseChatTest(renamed, { today });
  const isSame =
    after.test !== undefined &&
    after.problems.length === 0 &&
    saidIn(after.test) === saidIn(before.test, (one) => (one === name ? newName : one));
  return isSame
    ? undefined
    : l10n.t('“{0}” is also written in a way that Rename does not find, so nothing was renamed.', name);
}

/** All texts with the variables in them. */
function saidIn(test: ChatTest, rename = (name: string) => name): string {
  return JSON.stringify(
    allTemplates(test).map(({ parts }) =>
      parts.map((part) => {
        if (part.kind === 'text') return part.text;
        return part.kind === 'variable' ? { name: rename(part.name) } : { written: part.written };
      }),
    ),
  );
}
