import { type Node, parseTree } from 'jsonc-parser';
import type { JsonObjectText } from '../chatApi/chatClient.ts';
import { toQuotedPattern, toYamlScalar } from '../text/yamlScalar.ts';
import type { DraftCheck, DraftTurn, TestDraft } from './testDraft.ts';

/** A list or a map in one line is at most so long. */
const longestLine = 90;

/** The text of a chat test file. What it says is read back by our own parser as it was meant. */
export function writeChatTest(draft: TestDraft): string {
  const { comments = [], tags = [], connection, never = [] } = draft;
  return [
    ...comments.map((comment) => `# ${comment}`),
    entry('', 'test', text(draft.name)),
    ...(tags.length === 0 ? [] : [entry('', 'tags', list(tags, 2, plain))]),
    ...(connection === undefined ? [] : [entry('', 'connection', plain(connection))]),
    ...casesLines(draft),
    ...createLines(draft),
    'turns:',
    ...draft.turns.map((turn) => turnLines(turn).join('\n')),
    ...(never.length === 0 ? [] : ['never:', ...checkLines(never, 2)]),
    '',
  ].join('\n');
}

type WriteText = (text: string, place?: { flow?: boolean; blockIndent?: number }) => string;

/** As it is: `said`, names, tags. */
const plain: WriteText = toYamlScalar;
/** Where `${…}` would be a variable. */
const text: WriteText = (value, place) =>
  toYamlScalar(
    value.replaceAll('${', () => '$${'),
    place,
  );

function entry(indent: string, key: string, value: string): string {
  return value.startsWith('\n') ? `${indent}${key}:${value}` : `${indent}${key}: ${value}`;
}

function list(values: readonly string[], indent: number, write: WriteText): string {
  const inline = `[${values.map((value) => write(value, { flow: true })).join(', ')}]`;
  if (inline.length <= longestLine && !values.some(isBracketed)) return inline;
  return values.map((value) => `\n${' '.repeat(indent)}- ${write(value)}`).join('');
}

/** Not in a line of brackets of ours: a count of them counts those in texts, too. */
function isBracketed(value: string): boolean {
  return /[[\]{}]/.test(value);
}

function casesLines({ cases }: TestDraft): readonly string[] {
  if (cases === undefined) return [];
  if (cases.kind === 'matrix') {
    return ['matrix:', ...cases.axes.map(({ name, values }) => entry('  ', name, list(values, 4, plain)))];
  }
  const rows = cases.rows.map((row) => {
    const members = Object.entries(row).map(([name, value]) => `${name}: ${plain(value, { flow: true })}`);
    return `  - { ${members.join(', ')} }`;
  });
  return ['rows:', ...rows];
}

/** Of the cases of a test, those that are told by a variable. */
function variablesOf({ cases }: TestDraft): ReadonlySet<string> {
  if (cases === undefined) return new Set();
  return new Set(
    cases.kind === 'matrix' ? cases.axes.map(({ name }) => name) : Object.keys(cases.rows[0] ?? {}),
  );
}

function createLines(draft: TestDraft): readonly string[] {
  const { create } = draft;
  const variables = variablesOf(draft);
  const { asrLangCode, ttsLangCode } = create;
  const isOne = asrLangCode !== undefined && asrLangCode === ttsLangCode;
  const texts: readonly (readonly [string, string | undefined])[] = [
    ['variant_id', variables.has('variant') ? undefined : create.variantId],
    ['channel', variables.has('channel') ? undefined : create.channel],
    ...(variables.has('language')
      ? []
      : ([
          ['language', isOne ? asrLangCode : undefined],
          ['asr_lang_code', isOne ? undefined : asrLangCode],
          ['tts_lang_code', isOne ? undefined : ttsLangCode],
        ] as const)),
    ['initial_message', create.initialMessage],
  ];
  const lines = texts.flatMap(([key, value]) =>
    value === undefined || value === '' ? [] : [entry('  ', key, text(value, { blockIndent: 4 }))],
  );
  const ofCase = [
    ['variant_id', 'variant'],
    ['channel', 'channel'],
    ['language', 'language'],
  ].flatMap(([key, name = '']) => (variables.has(name) ? `  ${key}: "\${${name}}"` : []));
  const attributes = jsonEntry('  ', 'integration_attributes', create.integrationAttributes);
  const all = [...ofCase, ...lines, ...attributes];
  return all.length === 0 ? [] : ['create:', ...all];
}

function turnLines(turn: DraftTurn): readonly string[] {
  const { user, said, language, checks, comment } = turn;
  const lines = [
    ...(turn.kind === 'delayed' ? ['delayed: true'] : []),
    ...(user === undefined ? [] : [entry('', 'user', text(user, { blockIndent: 6 }))]),
    ...(language === undefined ? [] : [entry('', 'language', text(language))]),
    ...jsonEntry('    ', 'integration_attributes', turn.integrationAttributes),
    ...jsonEntry('    ', 'metadata', turn.metadata),
    ...(said === undefined ? [] : [entry('', 'said', plain(said, { blockIndent: 6 }))]),
    ...expectLines(checks),
  ].map((line) => line.replace(/^ +/, ''));
  return [
    ...(comment === undefined ? [] : [`  # ${comment}`]),
    ...lines.map((line, index) => `${index === 0 ? '  - ' : '    '}${line}`),
  ];
}

function expectLines(checks: readonly DraftCheck[]): readonly string[] {
  const lines = checkLines(checks, 6);
  const [only, second] = lines;
  if (only === undefined) return [];
  const isShort = second === undefined && !only.includes('\n') && only.length < longestLine / 2;
  return isShort && !/: [["'].*[[{]|: [^["'{].*[,[\]{}]/.test(only)
    ? [`expect: { ${only.trim()} }`]
    : ['expect:\n' + lines.join('\n')];
}

/** The keys of an expectation, each with its indentation. */
function checkLines(checks: readonly DraftCheck[], indent: number): readonly string[] {
  const lead = ' '.repeat(indent);
  const of = <Kind extends DraftCheck['kind']>(kind: Kind) =>
    checks.filter((check): check is Extract<DraftCheck, { kind: Kind }> => check.kind === kind);
  const contains = of('contains').map((check) => check.text);
  const [first, second] = contains;
  const fields = of('handoffField').map((check) => `\n${lead}  ${entry('', check.field, text(check.text))}`);
  const fieldsInline = of('handoffField').map((check) =>
    entry('', check.field, text(check.text, { flow: true })),
  );
  const inline = `{ ${fieldsInline.join(', ')} }`;
  const isInline = inline.length <= longestLine && !of('handoffField').some((one) => isBracketed(one.text));
  return [
    ...(first === undefined
      ? []
      : [entry(lead, 'contains', second === undefined ? text(first) : list(contains, indent + 2, text))]),
    ...of('matches').map(({ pattern }) => entry(lead, 'matches', toQuotedPattern(pattern))),
    ...(of('json').length === 0
      ? []
      : [
          `${lead}json:${of('json')
            .map(({ path, json }) => `\n${lead}  ${entry('', plain(path), jsonScalar(json))}`)
            .join('')}`,
        ]),
    ...of('ended').map(({ ended }) => entry(lead, 'ended', String(ended))),
    // A destination says that there is a handoff.
    ...(fields.length > 0
      ? [entry(lead, 'handoff', isInline ? inline : fields.join(''))]
      : of('handoff').map(({ handoff }) => entry(lead, 'handoff', String(handoff)))),
    ...of('latencyMs').map(({ most }) => entry(lead, 'latencyMs', String(most))),
  ];
}

function jsonScalar(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === 'string' ? text(value) : json;
}

/** JSON as YAML: numbers keep their digits, what is a text stays one. */
function jsonEntry(indent: string, key: string, json: JsonObjectText | undefined): readonly string[] {
  const root = json === undefined ? undefined : parseTree(json);
  if (json === undefined || root === undefined) return [];
  return [entry(indent, key, jsonValue(root, json, indent.length + 2))];
}

function jsonValue(node: Node, source: string, indent: number): string {
  const inline = flowJson(node, source);
  const isShort = inline.length + indent <= longestLine && !holdsBracketedText(node);
  if (isShort || (node.type !== 'object' && node.type !== 'array') || node.children?.length === 0)
    return inline;
  const lead = `\n${' '.repeat(indent)}`;
  if (node.type === 'array') {
    return (node.children ?? [])
      .map((child) => {
        const value = jsonValue(child, source, indent + 2);
        // A map or a list in a list begins behind the dash.
        return `${lead}- ${value.startsWith('\n') ? value.trimStart() : value}`;
      })
      .join('');
  }
  return members(node)
    .map(([name, value]) => lead + entry('', plain(name), jsonValue(value, source, indent + 2)))
    .join('');
}

function flowJson(node: Node, source: string): string {
  switch (node.type) {
    case 'object': {
      const parts = members(node).map(
        ([name, value]) => `${plain(name, { flow: true })}: ${flowJson(value, source)}`,
      );
      return parts.length === 0 ? '{}' : `{ ${parts.join(', ')} }`;
    }
    case 'array':
      return `[${(node.children ?? []).map((child) => flowJson(child, source)).join(', ')}]`;
    case 'string':
      return text(String(node.value), { flow: true });
    default:
      return source.slice(node.offset, node.offset + node.length);
  }
}

/** Of a name that stands twice the last one counts, as in JSON. */
function members({ children = [] }: Node): readonly (readonly [string, Node])[] {
  const last = new Map<string, Node>();
  for (const { children: pair = [] } of children) {
    const [name, value] = pair;
    if (name !== undefined && value !== undefined) last.set(String(name.value), value);
  }
  return [...last];
}

function holdsBracketedText(node: Node): boolean {
  if (node.type === 'string') return isBracketed(String(node.value));
  return node.children?.some(holdsBracketedText) ?? false;
}
