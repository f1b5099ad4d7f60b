import type { Turn } from '../../conversation/conversation.ts';
import { escapeMarkup } from '../../text/escapeMarkup.ts';
import { fenceAround } from '../../text/fence.ts';
import { toVisibleLine, toVisibleText } from '../../text/visibleText.ts';
import { type ExportedConversation, type ExportedPart, toJsonLine } from './exportedConversation.ts';

/** How conversations are written, piece by piece, so that no export is ever whole in memory. */
export interface ExportFormat {
  readonly head: string;
  readonly conversation: (part: ExportedPart) => string;
  readonly tail: string;
}

export const exportFormats = {
  /** Complete: what is written is read back equal. */
  jsonl: { head: '', conversation: (one) => `${toJsonLine(one)}\n`, tail: '' },
  markdown: { head: '# Conversations\n', conversation: toMarkdown, tail: '' },
  csv: { head: `${csvColumns().join(',')}\r\n`, conversation: toCsv, tail: '' },
  html: { head: htmlHead(), conversation: toHtml, tail: '</main>\n' },
} as const satisfies Record<string, ExportFormat>;

export type ExportFormatName = keyof typeof exportFormats;

function titleOf({ conversation, labels }: ExportedConversation): string {
  const { connection, createdAt } = conversation;
  return toVisibleLine(labels.title ?? `${connection.connectionName} · ${createdAt}`);
}

type Pair = readonly [name: string, text: string];

function factsOf({ conversation, labels, rerun }: ExportedConversation): readonly Pair[] {
  const { conversationId, state, handoff, connection, createdAt, updatedAt, parameters, replayOf } =
    conversation;
  const pairs: readonly (readonly [string, string | undefined])[] = [
    ['Conversation', conversationId ?? '—'],
    ['Connection', `${connection.connectionName} (${connection.environment})`],
    ['State', [state, handoff?.destination, handoff?.reason].filter(Boolean).join(' · ')],
    ['Started', createdAt],
    ['Last change', updatedAt],
    ...Object.entries(parameters).map(
      ([name, value]) => [name, value === undefined ? value : String(value)] as const,
    ),
    ['Again', replayOf],
    ['Turns that differ', rerun && `${rerun.differing} of ${rerun.total}`],
    ['Fork', rerun?.fork && `turn ${rerun.fork.turnIndex + 1}, ${rerun.fork.verdict.kind}`],
    ['Tags', labels.tags?.join(', ')],
    ['Note', labels.note],
  ];
  return pairs.flatMap(([name, text]) => (text ? [[name, text] as const] : []));
}

/** What was said, how long the agent took, and why there is no reply. */
function saidOf({ userText, reply, error, latencyMs }: Turn): readonly Pair[] {
  const took = latencyMs === undefined ? '' : ` (${Math.round(latencyMs)} ms)`;
  return [
    ...(userText === undefined ? [] : [['You', userText] as const]),
    ...(reply === undefined ? [] : [[`Agent${took}`, reply] as const]),
    ...(error === undefined
      ? []
      : [
          [
            `Failed${took}`,
            [error.reason, error.status, error.serverMessage].filter(Boolean).join(' · '),
          ] as const,
        ]),
  ];
}

/** All text in fences that it cannot end, so that none of it is markup. */
function toMarkdown(one: ExportedPart): string {
  const { conversation, place } = one;
  const fenced = (text: string) => {
    const fence = fenceAround(text);
    return `${fence}text\n${text}\n${fence}`;
  };
  const turns = conversation.turns.flatMap((turn) =>
    saidOf(turn).map(([who, text]) => `**${who}**\n\n${fenced(toVisibleText(text))}\n`),
  );
  if (place > 0) return `\n${turns.join('\n')}`;
  const facts = factsOf(one).map(([name, value]) => `${toVisibleLine(name)}: ${toVisibleLine(value)}`);
  const heading = titleOf(one).replaceAll(/[\\`*_{}[\]()#+!|<>&~-]/g, String.raw`\$&`);
  return `\n## ${heading}\n\n${fenced(facts.join('\n'))}\n\n${turns.join('\n')}`;
}

function csvColumns(): string[] {
  const ofConversation = 'id conversation_id connection environment conversation_state';
  const ofTurn = 'turn kind state started_at latency_ms status user reply error';
  return `${ofConversation} ${ofTurn}`.split(' ');
}

/**
 * A spreadsheet computes what begins with one of these signs, and where people write a decimal comma it takes a
 * semicolon for the end of a cell: an apostrophe makes it a text.
 */
const formula = /(?=[=+\-@＝＋－＠])(?<=(?:^|[;\t])\s*)|(?=[=@＝＠])(?<=[\r\n])|^(?=[\t\r])/g;

/** A line a turn. */
function toCsv({ conversation }: ExportedConversation): string {
  const { id, conversationId, connection, state } = conversation;
  const cell = (value: string | number | undefined) => {
    if (typeof value === 'number') return String(value);
    const text = (value ?? '').replace(formula, "'");
    return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return conversation.turns
    .map((turn) => {
      const call = [turn.index, turn.kind, turn.state, turn.startedAt, turn.latencyMs, turn.status];
      const said = [turn.userText, turn.reply, turn.error?.reason];
      const of = [id, conversationId, connection.connectionName, connection.environment, state];
      return `${[...of, ...call, ...said].map(cell).join(',')}\r\n`;
    })
    .join('');
}

function htmlHead(): string {
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Conversations</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
dt { font-weight: 600; } dd { margin: 0 0 .5rem; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
<main><h1>Conversations</h1>
`;
}

function toHtml(one: ExportedPart): string {
  const list = (rows: readonly (readonly [string, string])[]) =>
    rows
      .map(
        ([name, text]) =>
          `<dt>${escapeMarkup(toVisibleLine(name))}</dt><dd>${escapeMarkup(toVisibleText(text))}</dd>`,
      )
      .join('\n');
  const { conversation, place, isLast } = one;
  const head = `<section><h2>${escapeMarkup(titleOf(one))}</h2>
<dl>${list(factsOf(one))}</dl>
<h3>Turns</h3>
<dl>`;
  const turns = list(conversation.turns.flatMap(saidOf));
  return `${place > 0 ? '' : head}${turns}${isLast ? '</dl></section>' : ''}
`;
}
