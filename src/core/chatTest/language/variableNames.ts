import * as l10n from '@vscode/l10n';
import type { LooseNode } from '../../text/looseNode.ts';
import type { TextRange } from '../../text/textLines.ts';
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
