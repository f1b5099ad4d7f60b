import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareConversations } from '../../../../src/core/conversation/compareConversations.ts';
import { exportFormats } from '../../../../src/core/history/export/exportFormats.ts';
import { toComparisonMarkdown, toComparisonTexts } from '../../../../src/core/wording/comparisonText.ts';
import { toOutputBlock } from '../../../../src/core/wording/outputBlock.ts';
import { toTranscript } from '../../../../src/core/wording/transcript.ts';
import { threadMs } from '../../../support/threadTime.ts';
import { aConversation } from '../history/fixtures.ts';

const length = 100_000;
const repeated = (piece: string) => piece.repeat(length / piece.length);

/** What made one of the texts below take minutes, or fail, when it came as a reply. */
const replies: readonly (readonly [what: string, reply: string])[] = [
  ['line breaks', repeated('\n')],
  ['lines that are all different', Array.from({ length: length / 5 }, (_, line) => line).join('\n')],
  ['tabs', repeated('\t')],
  ['spaces', `${repeated(' ')}=`],
  ['semicolons', repeated(';\t')],
  ['backticks', '` '.repeat(200_000)],
  ['turned lines', repeated('\u202E')],
  ['colons', repeated('::')],
];

describe('a reply of nothing but', () => {
  for (const [what, reply] of replies) {
    it(`${what} is exported, compared and shown in a moment`, () => {
      const conversation = aConversation({ reply });
      const other = aConversation({ reply: `${reply}!` });
      const comparison = compareConversations(conversation, other);
      const part = { conversation, labels: {}, place: 0, isLast: true };
      const texts: readonly (readonly [name: string, make: () => unknown])[] = [
        ...Object.entries(exportFormats).map(
          ([name, format]) => [name, () => format.conversation(part)] as const,
        ),
        ['comparison', () => toComparisonTexts(conversation, other, comparison)],
        ['comparison as Markdown', () => toComparisonMarkdown(conversation, other, comparison)],
        ['transcript', () => toTranscript(conversation)],
        ['output', () => toOutputBlock(conversation, 0)],
      ];
      for (const [name, make] of texts) {
        const before = threadMs();
        make();
        const ms = threadMs() - before;
        assert.ok(ms < 1000, `${name}: ${ms} ms`);
      }
    });
  }
});
