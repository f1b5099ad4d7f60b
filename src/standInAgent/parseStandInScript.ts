import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { placeholderProblem } from './placeholders.ts';
import { type StandInScript, standInScriptSchema } from './standInScript.ts';

/** What is wrong with a script and where; line and column count from 1. */
export interface ScriptProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface ParsedScript {
  /** Undefined when there is a problem. */
  readonly script: StandInScript | undefined;
  readonly problems: readonly ScriptProblem[];
}

/** Reads a script from YAML text. Never rejects for what the text says: that is in `problems`. */
export async function parseStandInScript(text: string): Promise<ParsedScript> {
  const { LineCounter, isMap, isNode, isScalar, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });

  const problemAt = (message: string, offset: number): ScriptProblem => {
    const { line, col } = lines.linePos(offset);
    return { message, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  if (document.errors.length > 0) {
    return {
      script: undefined,
      problems: document.errors.map((error) =>
        problemAt(l10n.t('This is not valid YAML: {0}', error.message), error.pos[0]),
      ),
    };
  }

  /** The start of the deepest part of the path that exists in the text: a missing field is shown at its owner. */
  const offsetOf = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
    return 0;
  };

  /** The start of a key, for the field that should not be there at all. */
  const offsetOfKey = (path: readonly (string | number)[]): number => {
    const owner: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    const pairs = isMap(owner) ? owner.items : [];
    const key = pairs.map((pair) => pair.key).find((node) => isScalar(node) && node.value === path.at(-1));
    return isNode(key) && key.range ? key.range[0] : offsetOf(path);
  };

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return { script: undefined, problems: [problemAt(l10n.t('This script refers to itself too often.'), 0)] };
  }
  const result = v.safeParse(standInScriptSchema, value);
  if (!result.success) {
    const problems = result.issues.map((issue) => {
      const path = (issue.path ?? []).map((item) => item.key as string | number);
      const isUnknownField = issue.type === 'strict_object' && issue.expected === 'never';
      return problemAt(toSentence(issue, path), isUnknownField ? offsetOfKey(path) : offsetOf(path));
    });
    return { script: undefined, problems };
  }
  const problems = unknownPlaceholders(result.output).map(({ path, message }) =>
    problemAt(message, offsetOf(path)),
  );
  return { script: problems.length === 0 ? result.output : undefined, problems };
}

function toSentence(issue: v.BaseIssue<unknown>, path: readonly (string | number)[]): string {
  if (issue.type !== 'strict_object' && issue.type !== 'array') return issue.message;
  const last = String(path.at(-1) ?? '');
  if (issue.expected === 'never') return l10n.t('"{0}" is not part of a stand-in script.', last);
  if (issue.expected === 'Array') return l10n.t('This must be a list.');
  if (issue.expected === 'Object') return l10n.t('This must be a list of fields and their values.');
  return l10n.t('"{0}" is missing.', last);
}

function unknownPlaceholders(script: StandInScript): { path: (string | number)[]; message: string }[] {
  const texts: [path: (string | number)[], text: string | undefined][] = [
    [['greeting'], script.greeting],
    [['fallback'], script.fallback],
    [['silence'], script.silence],
  ];
  for (const list of ['greetings', 'rules'] as const) {
    for (const [index, rule] of script[list].entries()) {
      texts.push([[list, index, 'reply'], rule.reply], [[list, index, 'later'], rule.later]);
    }
  }
  return texts.flatMap(([path, text]) => {
    const message = text === undefined ? undefined : placeholderProblem(text);
    return message === undefined ? [] : [{ path, message }];
  });
}
