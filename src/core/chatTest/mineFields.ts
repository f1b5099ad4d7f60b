import type { Node } from 'jsonc-parser';
import { readJsonTree } from '../common/jsonProblems.ts';
import type { ProposedCheck } from './mineChecks.ts';

/** What every response has, and what has checks of its own. */
const documented = new Set(['conversation_id', 'response', 'end_conversation', 'handoff']);
const deepest = 4;
const mostFields = 8;
const longestText = 60;
/** A longer one holds the thread while it is read, and is not looked at. */
const longestBody = 250_000;

/** Names of what is another one in every conversation. */
const changing =
  /(?:^|_)(?:u?id|ids|uuid|guid|token|key|time|timestamp|date|at|ms|seconds|latency|duration|elapsed|seq|sequence|turns?|count|counter|hash|nonce|version|etag|url|uri|trace|span|score|confidence|probability)$/;

/** The fields of the response that the documentation does not name, with values that may be the same next time. */
export function mineFields(body: string | undefined, ids: readonly string[]): readonly ProposedCheck[] {
  if (body === undefined || body.length > longestBody) return [];
  const root = readJsonTree(body);
  if (root?.type !== 'object') return [];
  const found: ProposedCheck[] = [];
  const look = (node: Node, path: string, depth: number): void => {
    for (const { children: pair = [] } of node.children ?? []) {
      const [key, value] = pair;
      if (key === undefined || value === undefined || found.length >= mostFields) return;
      const name = String(key.value);
      if ((depth === 1 && documented.has(name)) || isChanging(name) || /['"\]]/.test(name)) continue;
      const at = /^[A-Za-z_][\w-]*$/.test(name) ? `${path}.${name}` : `${path}['${name}']`;
      if (value.type === 'object' && depth < deepest) look(value, at, depth + 1);
      const json = body.slice(value.offset, value.offset + value.length);
      if (!isSteady(value, json, ids)) continue;
      const isNumber = value.type === 'number';
      found.push({ check: { kind: 'json', path: at, json }, sort: 'structure', isLikely: !isNumber });
    }
  };
  look(root, '$', 1);
  return found;
}

function isChanging(name: string): boolean {
  return changing.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase());
}

function isSteady({ type, value }: Node, json: string, ids: readonly string[]): boolean {
  if (type === 'boolean') return true;
  if (type === 'number') return /^-?\d{1,6}$/.test(json);
  if (type !== 'string') return false;
  const text = String(value);
  return (
    text.trim() !== '' &&
    text.length <= longestText &&
    !isOnceOnly(text) &&
    !ids.some((id) => id !== '' && text.includes(id))
  );
}

/** Looks like an id, a time or a key: the next conversation has another one. */
export function isOnceOnly(text: string): boolean {
  return (
    /[\da-f]{8}-[\da-f]{4}-/i.test(text) ||
    /\d{4}-\d{2}-\d{2}T/.test(text) ||
    /\b(?=[a-z]*\d)[\da-f]{12,}\b/i.test(text) ||
    /\d{9,}/.test(text) ||
    /\b(?=\w*\d)(?=\w*[a-z])(?=\w*[A-Z])\w{16,}\b/.test(text)
  );
}
