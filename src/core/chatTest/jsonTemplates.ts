import * as l10n from '@vscode/l10n';
import type { JsonObjectText } from '../chatApi/chatClient.ts';
import { type YamlNode, walkYaml } from '../text/yamlTree.ts';
import type { JsonPath, JsonTemplate } from './chatTest.ts';
import type { NodeReader } from './nodeReader.ts';
import { parseTemplate, type Template } from './template.ts';

const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * The JSON that a piece of YAML means. Numbers keep their digits; what JSON would not read as a number, as `0123` or
 * `+5`, is a text, and so is everything in quotes.
 */
export function toJson(node: YamlNode, resolve: (template: Template) => string): string {
  switch (node.kind) {
    case 'nothing':
      return 'null';
    case 'list':
      return `[${node.items.map((item) => toJson(item, resolve)).join(',')}]`;
    case 'map':
      return `{${node.entries
        .map(({ key, value }) => `${JSON.stringify(key.text)}:${toJson(value, resolve)}`)
        .join(',')}}`;
    case 'text':
      if (node.style === 'plain') {
        if (jsonNumber.test(node.text)) return node.text;
        if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(node.text)) return node.text.toLowerCase();
        if (/^(?:null|Null|NULL|~)$/.test(node.text)) return 'null';
      }
      return JSON.stringify(resolve(parseTemplate(node.text, node)));
  }
}

/** A map whose texts may hold variables. Keys that stand twice are a problem: JSON would keep one in silence. */
export function readJsonObject(node: YamlNode, what: string, reader: NodeReader): JsonTemplate | undefined {
  if (node.kind !== 'map') {
    return reader.problem(
      node.kind === 'nothing' ? { start: Math.max(0, node.start - 1), end: node.end } : node,
      l10n.t('{0} must be a list of keys and values.', what),
      l10n.t('Write it as {0}.', '{ name: value }'),
    );
  }
  for (const inner of walkYaml(node)) {
    if (inner.kind !== 'map') continue;
    const names = new Set<string>();
    for (const { key } of inner.entries) {
      if (names.has(key.text)) {
        reader.problem(
          key,
          l10n.t('The key “{0}” stands here twice.', key.text),
          l10n.t('Keep one of them.'),
        );
      }
      names.add(key.text);
    }
  }
  return {
    start: node.start,
    end: node.end,
    json: (resolve) => toJson(node, resolve) as JsonObjectText,
    templates: templatesIn(node),
  };
}

/** Every text in it that may hold variables. */
function templatesIn(node: YamlNode): readonly Template[] {
  const keys = new Set<YamlNode>();
  const found: Template[] = [];
  for (const inner of walkYaml(node)) {
    if (inner.kind === 'map') for (const { key } of inner.entries) keys.add(key);
    if (inner.kind === 'text' && !keys.has(inner)) found.push(parseTemplate(inner.text, inner));
  }
  return found;
}

/** `$.a.b[0]`, `a.b`, `$['a b']`; undefined and a problem when it is no path. */
export function readJsonPath(
  { text, start, end }: { text: string; start: number; end: number },
  reader: NodeReader,
): JsonPath | undefined {
  const steps: (string | number)[] = [];
  const step =
    /^(?:\.?\[(?<index>\d+)\]|\.?\[(?:"(?<double>[^"]*)"|'(?<single>[^']*)')\]|\.(?<name>[^.[\]\s]+))/;
  let rest = text.trim();
  if (rest.startsWith('$')) rest = rest.slice(1);
  else if (!rest.startsWith('[')) rest = `.${rest}`;
  while (rest !== '') {
    const { index, double, single, name } = step.exec(rest)?.groups ?? {};
    const taken = step.exec(rest)?.[0];
    if (taken === undefined) break;
    steps.push(index === undefined ? (double ?? single ?? name ?? '') : Number(index));
    rest = rest.slice(taken.length);
  }
  if (rest === '' && steps.length > 0 && steps.every((one) => one !== '*')) {
    return { source: text, steps, start, end };
  }
  return reader.problem(
    { start, end },
    l10n.t('“{0}” is not a path into the response.', text),
    l10n.t('Use names and indexes, as in {0}.', '$.order.items[0].id'),
  );
}
