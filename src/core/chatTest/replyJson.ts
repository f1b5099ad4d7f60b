import { findNodeAtLocation, type Node } from 'jsonc-parser';
import { readJsonTree } from '../common/jsonProblems.ts';
import { compactJson } from '../common/jsonText.ts';
import type { JsonPath } from './chatTest.ts';

/** A value of the response: its JSON as received, and what it reads as. */
export function jsonAt(
  body: string | undefined,
  path: JsonPath,
): { readonly json: string; readonly text: string } | undefined {
  const tree = body === undefined ? undefined : treeOf(body);
  const node = tree && findNodeAtLocation(tree, [...path.steps]);
  if (node === undefined || body === undefined) return undefined;
  const source = body.slice(node.offset, node.offset + node.length);
  const json = compactJson(source);
  return { json, text: node.type === 'string' ? String(node.value) : json };
}

let last: { readonly body: string; readonly tree: Node | undefined } | undefined;

/** A test may look at hundreds of places in one response: it is read once. */
function treeOf(body: string): Node | undefined {
  if (last?.body !== body) last = { body, tree: readJsonTree(body) };
  return last.tree;
}

/** Compares as values: the order of keys and how a number is written do not count, its digits do. */
export function isSameJson(left: string, right: string): boolean {
  return canonical(left) === canonical(right);
}

function canonical(json: string): string {
  const root = readJsonTree(json);
  const write = (node: Node | undefined): string => {
    if (node === undefined) return '';
    switch (node.type) {
      case 'object': {
        const members = (node.children ?? []).map(
          ({ children = [] }) => `${JSON.stringify(children[0]?.value)}:${write(children[1])}`,
        );
        return `{${members.sort().join(',')}}`;
      }
      case 'array':
        return `[${(node.children ?? []).map(write).join(',')}]`;
      case 'number':
        return canonicalNumber(json.slice(node.offset, node.offset + node.length));
      case 'string':
        return JSON.stringify(String(node.value).normalize('NFC'));
      default:
        return String(node.value);
    }
  };
  return root === undefined ? json : write(root);
}

/** `1.10`, `1.1` and `11e-1` are one number; digits are never lost. */
function canonicalNumber(source: string): string {
  const {
    sign = '',
    whole = '0',
    fraction = '',
    exponent = '0',
  } = /^(?<sign>-?)(?<whole>\d+)(?:\.(?<fraction>\d+))?(?:[eE](?<exponent>[+-]?\d+))?$/.exec(source)
    ?.groups ?? {};
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const power = Number(exponent) - fraction.length + (digits.length - trimmed.length);
  return `${sign}${trimmed}e${power}`;
}
