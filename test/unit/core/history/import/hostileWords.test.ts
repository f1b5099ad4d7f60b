import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { JsonObjectText } from '../../../../../src/core/chatApi/chatClient.ts';
import { draftOfConversation } from '../../../../../src/core/chatTest/draftOfConversation.ts';
import { allTemplates } from '../../../../../src/core/chatTest/knownVariables.ts';
import { loadChatTest } from '../../../../../src/core/chatTest/loadChatTest.ts';
import { toTestFileName } from '../../../../../src/core/chatTest/testFileName.ts';
import { writeChatTest } from '../../../../../src/core/chatTest/writeChatTest.ts';
import { compareConversations } from '../../../../../src/core/conversation/compareConversations.ts';
import { answerTurn, beginTurn, failTurn } from '../../../../../src/core/conversation/transitions.ts';
import { explainTurnError } from '../../../../../src/core/conversation/turnText.ts';
import { exportConversations } from '../../../../../src/core/history/export/exportConversations.ts';
import { exportFormats } from '../../../../../src/core/history/export/exportFormats.ts';
import { toComparisonMarkdown, toComparisonTexts } from '../../../../../src/core/wording/comparisonText.ts';
import {
  toRowDescription,
  toRowLabel,
  toRowSpeech,
  toTreeDescription,
  toTreeLabel,
} from '../../../../../src/core/wording/historyRows.ts';
import { toHistoryGroups } from '../../../../../src/core/wording/historyGroups.ts';
import { toHistoryTooltip } from '../../../../../src/core/wording/historyTooltip.ts';
import {
  noteQuestion,
  tagsQuestion,
  titleQuestion,
  toMeantText,
} from '../../../../../src/core/wording/labelQuestions.ts';
import { toOutputBlock } from '../../../../../src/core/wording/outputBlock.ts';
import { toTranscript } from '../../../../../src/core/wording/transcript.ts';
import { toTranscriptTitle } from '../../../../../src/core/wording/transcriptTitle.ts';
import { aConversation, anExchange, aPlace, aReply, at, grandHotel } from '../fixtures.ts';
import { importText, joined, toJsonLines } from './transfer.ts';

/** What an editor, a browser, a terminal, a spreadsheet or a build server makes something of. */
const hostile =
  '[Sign in](command:evil) $(ruby) <img src=x onerror=alert(1)><script>alert(1)</script>&amp; ' +
  '\u001B]0;title\u0007\u001B[31mred \u009B2J \u202Etxt \u2028line ::error::x ##vso[x] ``` ~~~ | ${a} ${env:TEST_X} "\' \\';
const word = 'HOSTILE';

/** Every text of it that a file may choose, as a stranger's export writes it. */
async function aStrangersExport(): Promise<string> {
  using place = aPlace();
  const history = place.open();
  const exchange = anExchange({
    requestBody: word,
    responseBody: word,
    requestHeaders: { [word]: word },
    responseHeaders: { [word]: word },
  });
  const begin = (conversation: ReturnType<typeof aConversation>) =>
    beginTurn(conversation, {
      kind: 'respond',
      userText: word,
      at: at(1),
      owner: { processId: 1, deadlineAt: at(60_000) },
      recorded: true,
    });
  for (const id of ['one', 'two']) {
    const created = aConversation({
      id,
      userText: word,
      reply: word,
      connection: {
        ...grandHotel,
        connectionId: word,
        connectionName: word,
        accountId: word,
        projectId: word,
      },
      conversationId: `${word}-${id}`,
      parameters: {
        variantId: word,
        channel: word,
        asrLangCode: word,
        integrationAttributes: `{"${word}":"${word}"}` as JsonObjectText,
      },
    });
    const failed = failTurn(
      begin(created),
      1,
      {
        error: { reason: 'badRequest', outcome: 'refused', serverMessage: word, code: word, detail: word },
        exchange,
      },
      at(2),
    );
    const more = begin(failed);
    const reply = aReply(word, {
      exchange,
      endConversation: true,
      handoff: { destination: word, reason: word },
    });
    history.save(answerTurn(more, 2, reply, at(3)));
    history.label([id], { title: word, note: word, tags: [word] });
  }
  return await toJsonLines(history);
}

it('words of a stranger’s export are nothing but text on every surface', async () => {
  const quoted = JSON.stringify(hostile).slice(1, -1);
  // Once more where JSON stands in a text.
  const file = (await aStrangersExport())
    .replaceAll(`{\\"${word}\\":\\"${word}\\"}`, `{\\"${JSON.stringify(quoted).slice(1, -1)}\\":1}`)
    .replaceAll(word, quoted);
  using place = aPlace();
  const history = place.open();
  const result = await importText(place, history, file);
  assert.deepEqual([result.added, result.problems], [2, []]);

  const rows = history.page().conversations;
  const conversations = rows.flatMap(({ id }) => history.get(id) ?? []);
  const [one, two] = conversations;
  const [row] = rows;
  assert.ok(one && two && row);
  const moment = { now: Date.parse(at(60_000)), locale: 'en', showsConnection: true };
  const comparison = compareConversations(one, two);
  const compared = toComparisonTexts(one, two, comparison);
  const questions = [titleQuestion(row), tagsQuestion(rows), noteQuestion(rows)];

  const labels: Record<string, string> = {
    'a row': [toTreeLabel(row, moment), toTreeDescription(row, moment)].join(' '),
    'a row of a picker': [toRowLabel(row), toRowDescription(row, moment)].join(' '),
    'a row read aloud': toRowSpeech(row, moment),
    'a group': JSON.stringify(toHistoryGroups(rows, [], 'connection', moment).map(({ heading }) => heading)),
    'what a command means': toMeantText(rows),
    'a question about labels': questions.map(({ title, prompt }) => `${title} ${prompt}`).join(' '),
    'the tab of a text': toTranscriptTitle(one, 'en'),
    'a proposed file': toTestFileName(row.title ?? ''),
  };
  const texts: Record<string, string> = {
    ...labels,
    'a tooltip': toHistoryTooltip(one, 'en', row),
    'a transcript': toTranscript(one),
    'the output': conversations
      .flatMap((conversation) =>
        conversation.turns.map((_, index) => toOutputBlock(conversation, index, explainTurnError)),
      )
      .join('\n'),
    'a comparison': compared.left + compared.right,
    'a comparison as Markdown': toComparisonMarkdown(one, two, comparison),
  };
  for (const [name, format] of Object.entries(exportFormats)) {
    // Data, which a file holds as it is.
    if (name === 'jsonl' || name === 'csv') continue;
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    texts[name] = await joined(exportConversations(history.parts, { format, withoutMessages: false }));
  }
  for (const [where, text] of Object.entries(texts)) {
    assert.notEqual(text, '', where);
    assert.doesNotMatch(text, /[^\P{Cc}\n\r]|[\u202A-\u202E\u2066-\u2069\u2028\u2029]/u, where);
  }
  for (const [where, text] of Object.entries(labels)) assert.doesNotMatch(text, /\]\(|\$\(/, where);
  assert.doesNotMatch(texts['html'] ?? '', /<img|<script|\bon\w+=["']/);
  // Outside of blocks of code nothing of Markdown is left.
  for (const name of ['markdown', 'a comparison as Markdown']) {
    const outside = (texts[name] ?? '').replaceAll(/^(?<fence>`{3,})[^\n]*\n.*?^\k<fence>$/gms, '');
    assert.doesNotMatch(outside, /(?<!\\)(?:\]\(|<(?:img|script))/, name);
  }

  const { draft } = draftOfConversation(one);
  const checks = [{ kind: 'contains', text: hostile }] as const;
  const text = writeChatTest({ ...draft, turns: draft.turns.map((turn) => ({ ...turn, checks })) });
  assert.doesNotMatch(text, /[^\P{Cc}\n]|[\u202A-\u202E\u2028]/u, 'a test file');
  const readBeside = async () => undefined;
  const read = await loadChatTest({ file: 'a.polyai.yaml', text, readBeside }, '2026-11-23');
  assert.deepEqual(read.problems, []);
  // No variable, and none of the environment.
  assert.ok(read.loaded);
  const templates = allTemplates(read.loaded.test).flatMap(({ parts }) => parts);
  assert.deepEqual(new Set(templates.map(({ kind }) => kind)), new Set(['text']));
});
