import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Emitter } from '../../../../src/core/common/event.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import {
  toConversationHeader,
  toPanelTitle,
} from '../../../../src/panels/conversation/conversationHeader.ts';
import { until } from '../../../support/until.ts';
import {
  agent,
  aPanel,
  aService,
  connection,
  draft,
  history,
  service,
  target,
  usePanels,
} from './panelPlace.ts';

usePanels();

describe('the panel', () => {
  it('is sent whole when the webview is ready', async () => {
    const { ofType } = await aPanel();
    const [first] = ofType('state');
    assert.equal(first?.state.turns.length, 1);
    assert.match(first?.state.turns[0]?.agent?.text ?? '', /Grand Hotel/);
    assert.equal(first?.state.header.stateText, 'open');
  });

  it('shows what another window said', async () => {
    const { id, settled } = await aPanel();
    await aService().send({ id, target: target(), message: 'When is breakfast?', timeoutSeconds: 5 });
    assert.match((await settled(1)).agent?.text ?? '', /seven/);
  });

  it('says LIVE when its connection was called live after it was opened', async () => {
    const connections = new Emitter<void>();
    let environment: 'sandbox' | 'live' = 'sandbox';
    const panel = await aPanel({
      environmentOf: () => environment,
      onDidChangeConnections: connections.event,
    });
    panel.say({ type: 'ready' });
    await until('the state', () => panel.ofType('state')[0]?.state.header.environment === 'sandbox');
    environment = 'live';
    connections.fire();
    await until('LIVE', () => panel.lastHeader()?.environment === 'live');
  });

  it('says so when the conversation was deleted', async () => {
    const { id, ofType } = await aPanel();
    history.delete([id]);
    await until('the sentence', () => ofType('gone').length === 1, { everyMs: 5 });
  });

  it('copies the call for three languages, and no secret with it', async () => {
    const { say, settled, done } = await aPanel();
    say({ type: 'send', draft: draft('When is breakfast?') });
    await settled(1);
    for (const kind of ['curl', 'fetch', 'python'] as const) say({ type: 'copySnippet', index: 1, kind });
    await until('the copies', () => done.length === 3, { everyMs: 5 });
    assert.deepEqual(
      done.map((text) => text.split(' ')[1]?.trim().split('\n')[0]),
      ['curl', 'const', 'import'],
    );
    for (const text of done) {
      assert.match(text, /POLYAI_API_KEY/);
      assert.match(text, /When is breakfast/);
      assert.ok(!text.includes(agent.apiKey) && !text.includes(agent.token));
    }
  });

  it('copies no call to where only a file says that it went', async () => {
    const { id, say, settled, done, errors } = await aPanel();
    say({ type: 'send', draft: draft('When is breakfast?') });
    await settled(1);
    const kept = service.get(id);
    assert.ok(kept);
    for (const change of [
      { url: 'https://evil.example/v1/acme/hotel/chat/respond' },
      { url: `-o${kept.turns[1]?.exchange?.url}` },
      { url: '' },
    ]) {
      const copy = { ...kept, id: crypto.randomUUID() };
      const turns = kept.turns.map((turn) => ({
        ...turn,
        id: crypto.randomUUID(),
        exchange: turn.exchange && { ...turn.exchange, ...change },
      }));
      history.save({ ...copy, turns });
      const other = await aPanel({}, copy.id);
      other.say({ type: 'copySnippet', index: 1, kind: 'curl' });
      await until('the refusal', () => other.errors.length === 1, { everyMs: 5 });
      assert.match(String(other.errors[0]), /came from a file/);
      assert.deepEqual(other.done, []);
    }
    assert.deepEqual([done, errors], [[], []]);
  });

  it('copies an id on one line, whatever a server sent', async () => {
    const { id, done, say } = await aPanel();
    const kept = service.get(id);
    assert.ok(kept);
    const copy = { ...kept, id: crypto.randomUUID(), conversationId: 'CONV-1\nrm -rf ~\n\u001b[201~' };
    const turns = kept.turns.map((turn) => ({ ...turn, correlationId: 'c\ntouch x' }));
    history.save({ ...copy, turns });
    const other = await aPanel({}, copy.id);
    other.say({ type: 'copyConversationId' });
    other.say({ type: 'copyCorrelationId', index: 0 });
    await until('the copies', () => other.done.length === 2, { everyMs: 5 });
    for (const text of other.done) assert.doesNotMatch(text, /\p{Cc}/u);
    say({ type: 'copyConversationId' });
    await until('the copy', () => done.length === 1, { everyMs: 5 });
    assert.equal(done[0], `copied ${kept.conversationId}`);
  });

  it('says in what is copied that a secret is missing in it', async () => {
    const { say, settled, done } = await aPanel();
    say({ type: 'send', draft: draft(`My key is ${agent.apiKey}`) });
    await settled(1);
    for (const kind of ['curl', 'fetch', 'python'] as const) say({ type: 'copySnippet', index: 1, kind });
    await until('the copies', () => done.length === 3, { everyMs: 5 });
    assert.deepEqual(
      done.map((text) => text.split('\n')[0]),
      ['#', '//', '#'].map((comment) => `copied ${comment} •••• stands for a secret that was not kept.`),
    );
  });

  it('gives the webview no secret, whatever it asks for', async () => {
    const { say, settled, got, receive } = await aPanel();
    say({ type: 'send', draft: draft('fault: echoed-secrets') });
    await settled(1);
    say({ type: 'showCall', index: 1 });
    for (const part of ['user', 'agent', 'request', 'response'] as const)
      say({ type: 'showWhole', index: 1, part });
    receive({ type: 'ready' });
    assert.equal(got.filter(({ type }) => type === 'call' || type === 'whole').length, 5);
    const text = JSON.stringify(got);
    assert.ok(!text.includes(agent.apiKey) && !text.includes(agent.token));
  });

  it('reads how fast agents were when asked, its own first, and says so when the history refuses', async () => {
    const { say, ofType } = await aPanel();
    say({ type: 'showLatency' });
    await until('the figures', () => ofType('latency').length === 1, { everyMs: 5 });
    const [own] = ofType('latency')[0]?.connections ?? [];
    assert.equal(own?.connection, 'Grand Hotel');
    assert.ok(own.answers > 0 && own.turns[0]?.turn === 0 && own.days.length === 1);

    const refusing = await aPanel({
      history: {
        ...history,
        latencyFigures: async () => Promise.reject(new HumanError('The disk refused.')),
      },
    });
    refusing.say({ type: 'showLatency' });
    await until('the refusal', () => refusing.errors.length === 1, { everyMs: 5 });
    assert.deepEqual(refusing.ofType('latency'), [{ type: 'latency', connections: undefined }]);
  });

  it('opens nothing but http and https', async () => {
    const { say, done, errors } = await aPanel();
    say({ type: 'openLink', url: 'command:workbench.action.quit' });
    say({ type: 'openLink', url: 'https://example.com' });
    await until('both', () => done.length + errors.length === 2, { everyMs: 5 });
    assert.deepEqual(done, ['link https://example.com/']);
    assert.ok(errors[0] instanceof HumanError);
  });

  it('passes on what the person decides after the end', async () => {
    const { say, done } = await aPanel();
    for (const action of ['createAgain', 'replay', 'startFresh'] as const) say({ type: 'act', action });
    await until('all three', () => done.length === 3, { everyMs: 5 });
    assert.deepEqual(done, ['createAgain', 'replay', 'startFresh']);
  });

  it('leads to a replay as soon as there is one, and from there back', async () => {
    const original = await aPanel();
    const { id } = original;
    const headers = () =>
      original.got.flatMap((message) => (message.type === 'header' ? message.header : []));
    const replay = await service.create({
      connection: connection(),
      target: target(),
      parameters: {},
      timeoutSeconds: 5,
      replayOf: id,
    });
    await until('the replay in the header', () => headers().at(-1)?.hasReplay, { everyMs: 5 });
    original.say({ type: 'openReplay' });
    await until('the replay', () => original.done.length === 1, { everyMs: 5 });
    assert.deepEqual(original.done, [`opened ${replay.id}`]);

    const header = toConversationHeader(replay, {
      canCancel: false,
      canOpenInStudio: false,
      hasOriginal: true,
    });
    assert.deepEqual([header.replayOf, header.hasReplay], [{ canOpen: true }, false]);
    assert.match(toPanelTitle(replay), /^Grand Hotel, replay: /);
  });

  it('leaves what is not a message of its own alone', async () => {
    const { receive, got, errors } = await aPanel();
    const countBefore = got.length;
    for (const value of [undefined, 'send', { type: 'send' }, { type: '__proto__' }]) receive(value);
    assert.deepEqual([got.length, errors.length], [countBefore, 0]);
  });
});
