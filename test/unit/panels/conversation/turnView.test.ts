import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JsonObjectText } from '../../../../src/core/chatApi/chatClient.ts';
import type { Conversation, Turn } from '../../../../src/core/conversation/conversation.ts';
import { medianLatencyMs } from '../../../../src/core/conversation/conversationFigures.ts';
import { toCallView } from '../../../../src/panels/conversation/callView.ts';
import {
  toConversationHeader,
  toPanelTitle,
} from '../../../../src/panels/conversation/conversationHeader.ts';
import { toLongText } from '../../../../src/panels/conversation/longText.ts';
import { parseLink } from '../../../../src/panels/conversation/parseLink.ts';
import { toTurnView } from '../../../../src/panels/conversation/turnView.ts';
import { toHistoryTooltip } from '../../../../src/core/wording/historyTooltip.ts';
import { aConversation, anExchange, explain, greeting, nowMs, said } from './fixtures.ts';

const view = (turn: Turn, change: Partial<Conversation> = {}) =>
  toTurnView(aConversation({ turns: [greeting(), turn], ...change }), turn, explain, nowMs);
const failed = (change: Partial<Turn>) =>
  said(1, 'Hello', { reply: undefined, latencyMs: undefined, ...change });

describe('a turn as the panel shows it', () => {
  it('has what both said', () => {
    const { user, agent, note, failure } = view(said(1, 'Hello', { reply: 'Hi' }));
    assert.deepEqual([user?.text, agent?.text, note, failure], ['Hello', 'Hi', undefined, undefined]);
  });

  it('counts from when it was sent while it waits', () => {
    const startedAt = new Date(nowMs - 3000).toISOString();
    assert.equal(view(failed({ state: 'pending', startedAt })).elapsedMs, 3000);
  });

  it('says of an unknown message that it may have arrived, and leaves it to the person to send it again', () => {
    const { failure } = view(
      failed({ state: 'unknown', error: { reason: 'connectionLost', outcome: 'unknown' } }),
    );
    assert.match(failure?.remedy ?? '', /may have arrived/);
    assert.deepEqual(failure?.actions, [{ action: 'sendAgain', title: 'Send Again' }]);
  });

  it('says the same of a message that a crash left behind', () => {
    const { failure, note } = view(failed({ state: 'unknown' }));
    assert.match(failure?.remedy ?? '', /may have arrived/);
    assert.equal(note, undefined);
  });

  it('offers first what fixes the cause', () => {
    const error = { reason: 'unauthorized', outcome: 'refused', status: 401 } as const;
    const { failure } = view(failed({ state: 'failed', error, correlationId: 'c-1' }));
    assert.deepEqual(
      failure?.actions.map(({ action }) => action),
      ['fixFailure', 'sendAgain'],
    );
    assert.equal(failure?.correlationId, 'c-1');
  });

  it('offers nothing where another turn follows, and nothing to send when the conversation is over', () => {
    const turn = failed({ state: 'failed', error: { reason: 'rateLimited', outcome: 'refused' } });
    assert.deepEqual(view(turn, { turns: [greeting(), turn, said(2, 'And?')] }).failure?.actions, []);
    assert.deepEqual(view(turn, { state: 'closed' }).failure?.actions, []);
  });

  it('offers to create the conversation again where the sentence says so, and not to send into nothing', () => {
    const error = {
      reason: 'notFound',
      outcome: 'refused',
      status: 404,
      code: 'CONVERSATIONS_NOT_FOUND',
    } as const;
    const { failure } = view(failed({ state: 'failed', error }));
    assert.equal(failure?.remedy, 'Create it again to continue.');
    assert.deepEqual(failure?.actions, [{ action: 'createAgain', title: 'Create Again' }]);
  });

  it('does not offer to start another stand-in agent for a conversation that went with the first', () => {
    const standIn = { ...aConversation().connection, region: 'stand-in' };
    const error = { reason: 'unreachable', outcome: 'notSent' } as const;
    const { failure } = view(failed({ state: 'failed', error }), { connection: standIn, state: 'expired' });
    assert.match(failure?.message ?? '', /has stopped, and the conversation with it/);
    assert.deepEqual(failure?.actions, []);
  });

  it('offers to close again what did not close', () => {
    const turn: Turn = {
      id: 'turn-1',
      index: 1,
      kind: 'close',
      state: 'failed',
      startedAt: greeting().startedAt,
    };
    assert.deepEqual(
      view(turn).failure?.actions.map(({ action }) => action),
      ['closeAgain'],
    );
  });
});

describe('a long text', () => {
  it('crosses as a whole when it is short', () => assert.deepEqual(toLongText('Hi'), { text: 'Hi' }));

  it('crosses as its beginning and its size when it has megabytes', () => {
    const { text, whole } = toLongText('x'.repeat(5_000_000));
    assert.equal(text.length, 4000);
    assert.deepEqual(whole, { bytes: 5_000_000, lines: 1 });
  });

  it('crosses as its beginning when it has many lines', () => {
    const { text, whole } = toLongText(Array.from({ length: 10_000 }, (_, i) => String(i)).join('\n'));
    assert.equal(text.split('\n').length, 60);
    assert.equal(whole?.lines, 10_000);
  });

  it('is not cut in the middle of a character', () => {
    assert.doesNotMatch(toLongText(`x${'😀'.repeat(20_000)}`).text, /[\ud800-\udbff]$/);
  });
});

describe('the header', () => {
  const header = (change: Partial<Conversation> = {}) =>
    toConversationHeader(aConversation(change), { canCancel: true, canOpenInStudio: true });

  it('counts what was said, not that it was closed', () => {
    const close: Turn = {
      id: 'turn-2',
      index: 2,
      kind: 'close',
      state: 'answered',
      startedAt: greeting().startedAt,
    };
    assert.equal(header({ turns: [...aConversation().turns, close], state: 'closed' }).turnCount, 2);
  });

  it('can be closed only while it is open', () => {
    assert.equal(header().canClose, true);
    assert.equal(header({ state: 'ended' }).canClose, false);
    assert.equal(header({ conversationId: undefined, state: 'unknown' }).canClose, false);
  });

  it('says what the conversation was created with, and whether anybody has entered it', () => {
    const parameters = {
      variantId: 'seaside',
      channel: 'webchat',
      asrLangCode: 'en-GB',
      ttsLangCode: 'de-DE',
      integrationAttributes: '{"vip":true,"stay":{"nights":2}}' as JsonObjectText,
    };
    const text = 'variant seaside · webchat · hears en-GB · speaks de-DE · 2 attributes';
    assert.equal(header({ parameters }).parameterText, text);
    const isAsLastTime = true;
    assert.equal(header({ parameters, isAsLastTime }).parameterText, `As last time: ${text}`);
    assert.equal(header({ parameters: {}, isAsLastTime }).parameterText, undefined);
  });

  it('names a custom origin by its host', () => {
    const connection = {
      ...aConversation().connection,
      region: 'https://x.example:8443',
      origin: 'https://x.example:8443',
    } as const;
    assert.equal(header({ connection }).regionLabel, 'x.example:8443');
  });

  const medians: [latencies: number[], p50: number | undefined][] = [
    [[], undefined],
    [[300], 300],
    [[100, 500], 300],
    [[900, 100, 500], 500],
  ];
  for (const [latencies, p50] of medians) {
    it(`has the median ${p50} of ${latencies.join(', ') || 'nothing'}`, () => {
      const turns = latencies.map((latencyMs, index) => said(index, 'x', { latencyMs }));
      assert.equal(medianLatencyMs({ turns }), p50);
    });
  }

  it('has the turns and the median that its row in the history has', () => {
    const close = { ...said(3, ''), kind: 'close', userText: undefined, latencyMs: 400 } as const;
    const turns = [
      said(0, 'a', { latencyMs: 100 }),
      said(1, 'b', { latencyMs: 500 }),
      said(2, 'c', { state: 'failed', latencyMs: 60_000 }),
      close,
    ];
    const { turnCount, p50Ms } = header({ turns });
    const tooltip = toHistoryTooltip(aConversation({ turns }), 'en-GB');
    assert.deepEqual([turnCount, p50Ms], [3, 300]);
    assert.match(tooltip, /\n3 turns\nMedian latency: 300 ms$/);
  });

  const titles: [change: Partial<Conversation>, title: string][] = [
    [{}, 'Grand Hotel: I need a room for two'],
    [{ turns: [greeting()] }, 'Grand Hotel: Good evening, how can I help?'],
    [{ turns: [greeting({ reply: undefined })] }, 'Grand Hotel'],
    [
      { connection: { ...aConversation().connection, environment: 'live' } },
      'Grand Hotel LIVE: I need a room for two',
    ],
    [{ turns: [said(0, '$(error) \u202e x')] }, 'Grand Hotel: $ (error) <U+202E> x'],
  ];
  for (const [change, title] of titles) {
    it(`titles the tab ${JSON.stringify(title)}`, () => {
      assert.equal(toPanelTitle(aConversation(change)), title);
    });
  }
});

describe('the raw view', () => {
  it('shows the call as it was recorded, secrets masked', () => {
    const call = toCallView(said(1, 'x'), anExchange(), 'en');
    assert.equal(call.url, anExchange().url);
    assert.deepEqual(call.requestHeaders[0], ['X-API-KEY', '••••']);
    assert.equal(call.requestBody?.text, anExchange().requestBody);
  });
});

describe('an address in a reply', () => {
  const addresses: [text: string, href: string | undefined][] = [
    ['https://example.com/a', 'https://example.com/a'],
    ['http://example.com', 'http://example.com/'],
    ['https://аpple.com/', 'https://xn--pple-43d.com/'],
    ['command:workbench.action.quit', undefined],
    ['vscode://x/y', undefined],
    ['file:///etc/passwd', undefined],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['https://', undefined],
    ['nothing', undefined],
  ];
  for (const [text, href] of addresses) {
    it(`${text} ${href === undefined ? 'is refused' : `opens ${href}`}`, () => {
      assert.equal(parseLink(text)?.href, href);
    });
  }
});
