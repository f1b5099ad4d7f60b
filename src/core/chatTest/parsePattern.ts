import * as l10n from '@vscode/l10n';
import type { Pattern } from './chatTest.ts';
import type { NodeReader } from './nodeReader.ts';
import { patternProblem } from './pattern.ts';
import { quoted } from './unquotedMessages.ts';

const mostPatterns = 100;

/** A regular expression, of a check or a capture; one that could run away is a problem. */
export function readPattern(
  text: { readonly text: string; readonly start: number; readonly end: number },
  reader: NodeReader,
): Pattern | undefined {
  if (++reader.patterns > mostPatterns) {
    return reader.problem(
      text,
      l10n.t('A test has at most {0} regular expressions.', mostPatterns),
      l10n.t('Split it into several tests.'),
    );
  }
  const wrong = patternProblem(text.text);
  const { start, end } = text;
  const [, inner] = /^\/(.+)\/[gimsuy]{0,3}$/s.exec(text.text) ?? [];
  if (inner !== undefined) {
    reader.warnings.push({
      start,
      end,
      sentence: l10n.t('The slashes are looked for in the reply too.'),
      remedy: l10n.t('Write it as {0}.', quoted(inner)),
      fixes: [{ start, end, title: l10n.t('Change to “{0}”', inner), text: quoted(inner) }],
    });
  }
  if (/(?<!\\)\$\{[a-z]/i.test(text.text)) {
    reader.warnings.push({
      start,
      end,
      sentence: l10n.t('A regular expression takes no variables.'),
      remedy: l10n.t('Write it in {0}.', 'contains'),
    });
  }
  if (wrong === undefined) return { source: text.text, start, end };
  return reader.problem(text, wrong.sentence, wrong.remedy);
}
