import * as l10n from '@vscode/l10n';
import { parseOrigin } from './parseOrigin.ts';
import type { CallOptions, ChatTarget } from './chatClient.ts';

/**
 * Why a call is not even tried, as a sentence that quotes no secret; undefined when all is well. The last line of
 * defence: what builds the target has better places to say the same.
 */
export function findRequestProblem(
  target: ChatTarget,
  options: Pick<CallOptions, 'timeoutSeconds'>,
): string | undefined {
  if (!fitTargets.has(target)) {
    const problem = findTargetProblem(target);
    if (problem !== undefined) return problem;
    fitTargets.add(target);
  }
  return Number.isFinite(options.timeoutSeconds) && options.timeoutSeconds > 0
    ? undefined
    : l10n.t('The timeout must be a number of seconds greater than 0.');
}

/** A target is looked at once, however many calls go to it. */
const fitTargets = new WeakSet<ChatTarget>();

function findTargetProblem(target: ChatTarget): string | undefined {
  return (
    findOriginProblem(target.origin) ??
    findIdProblem(target.accountId, l10n.t('The account id is empty.')) ??
    findIdProblem(target.projectId, l10n.t('The project id is empty.')) ??
    findHeaderProblem(target.apiKey, {
      empty: l10n.t('The API key is empty.'),
      unfit: l10n.t('The API key has a line break or another character that a header cannot carry.'),
    }) ??
    findHeaderProblem(target.token, {
      empty: l10n.t('The connector token is empty.'),
      unfit: l10n.t('The connector token has a line break or another character that a header cannot carry.'),
    })
  );
}

function findOriginProblem(origin: string): string | undefined {
  const parsed = parseOrigin(origin);
  if (parsed.problem !== undefined) return parsed.problem;
  // Paths are appended to it: it must be the origin to the letter.
  return parsed.origin === origin ? undefined : l10n.t('Write the origin as {0}.', parsed.origin);
}

function findIdProblem(id: string, empty: string): string | undefined {
  if (id.trim() === '') return empty;
  // Encoding leaves dots alone, and as path segments these two would change which URL is called.
  if (id === '.' || id === '..') return l10n.t('An id cannot be {0}.', id);
  // A lone half of a surrogate pair has no encoding.
  return /\p{Surrogate}/u.test(id)
    ? l10n.t('The id has a character that cannot be part of a URL.')
    : undefined;
}

function findHeaderProblem(value: string, sentences: { empty: string; unfit: string }): string | undefined {
  if (value.trim() === '') return sentences.empty;
  // What fetch itself accepts are single bytes; of those, no control character but the tab.
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value) ? undefined : sentences.unfit;
}
