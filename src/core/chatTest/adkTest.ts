import * as l10n from '@vscode/l10n';
import type { CreateChatParameters, JsonObjectText } from '../chatApi/chatClient.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import { parseYamlTree, type YamlNode } from '../text/yamlTree.ts';
import { toJson } from './jsonTemplates.ts';
import type { TestDraft } from './testDraft.ts';

/*
 * A test of the Agent Development Kit (`test_suite/*.yaml`): a goal in prose, judged by a model that sees more than the
 * Chat API. Facts: the ADK's reference of tests. Here it can be talked through and copied; it is never called passed.
 */

export interface AdkTest {
  readonly name: string;
  /** What the user wants, in prose. */
  readonly scenario: string;
  readonly tags: readonly string[];
  readonly parameters: CreateChatParameters;
  /** What of it the Chat API does not show or cannot set, a sentence each. */
  readonly notCheckable: readonly string[];
  /** Keys that this version does not know, as written. */
  readonly unknown: readonly string[];
  /** Where the name stands. */
  readonly start: number;
}

const known = new Set([
  'name',
  'scenario',
  'channel',
  'language',
  'variant',
  'caller_number',
  'simulated_at',
  'tags',
  'sip_headers',
  'integration_attributes',
  'prompt_assertions',
  'function_call_assertions',
]);

/** Undefined for a file that is no such test, or cannot be read at the moment. */
export async function parseAdkTest(text: string): Promise<AdkTest | undefined> {
  const { root, problems } = await parseYamlTree(text);
  if (root?.kind !== 'map' || problems.length > 0) return undefined;
  const nodes = new Map(root.entries.map(({ key, value }) => [key.text, value]));
  const word = (key: string): string | undefined => textOf(nodes.get(key));
  const name = word('name');
  if (name === undefined) return undefined;
  const attributes = nodes.get('integration_attributes');
  const language = word('language');
  return {
    name,
    scenario: word('scenario') ?? '',
    tags: itemsOf(nodes.get('tags')).flatMap((item) => textOf(item) ?? []),
    parameters: {
      variantId: word('variant'),
      channel: word('channel'),
      asrLangCode: language,
      ttsLangCode: language,
      integrationAttributes:
        attributes?.kind === 'map' && attributes.entries.length > 0
          ? (toJson(attributes, ({ source }) => source) as JsonObjectText)
          : undefined,
    },
    notCheckable: [
      ...itemsOf(nodes.get('prompt_assertions')).map((item) => oneLine(textOf(item) ?? '')),
      ...itemsOf(nodes.get('function_call_assertions')).map((item) =>
        l10n.t('The function {0} is called.', oneLine(memberOf(item, 'name') ?? '?')),
      ),
      ...(word('simulated_at') === undefined
        ? []
        : [l10n.t('The clock stands at {0}.', oneLine(word('simulated_at') ?? ''))]),
      ...(word('caller_number') === undefined
        ? []
        : [l10n.t('The caller has the number {0}.', oneLine(word('caller_number') ?? ''))]),
      ...(nodes.has('sip_headers') ? [l10n.t('There are SIP headers.')] : []),
    ],
    unknown: root.entries
      .filter(({ key }) => !known.has(key.text))
      .map(({ key, value }) => text.slice(key.start, Math.max(key.end, value.end)).trimEnd()),
    start: nodes.get('name')?.start ?? 0,
  };
}

/** The test as a chat test to go on with: what is known of it, and what is to be written in its place. */
export function toChatTest({ name, scenario, tags, parameters, notCheckable, unknown }: AdkTest): TestDraft {
  return {
    comments: [
      l10n.t('Copied from a test of the agent project. What the user wants:'),
      ...commentLines(scenario),
      ...(notCheckable.length === 0 ? [] : [l10n.t('Not checkable here:')]),
      ...notCheckable.flatMap((sentence) => commentLines(`- ${sentence}`)),
      ...unknown.flatMap(commentLines),
      l10n.t('Add a turn for each thing the user says, and what its reply must satisfy.'),
    ],
    name,
    tags,
    create: parameters,
    turns: [{ kind: 'greeting', checks: [{ kind: 'matches', pattern: String.raw`\S` }] }],
  };
}

function commentLines(text: string): readonly string[] {
  return text
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .filter((line) => line.trim() !== '')
    .map((line) => `  ${line.replaceAll(/\p{Cc}/gu, ' ')}`);
}

function oneLine(text: string): string {
  return toVisibleLine(text, 200);
}

function textOf(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'text' && node.text !== '' ? node.text : undefined;
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}

function memberOf(node: YamlNode, key: string): string | undefined {
  if (node.kind !== 'map') return textOf(node);
  return textOf(node.entries.find((entry) => entry.key.text === key)?.value);
}
