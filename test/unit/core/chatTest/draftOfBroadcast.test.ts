import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { draftWithOffers, holdsSoFar } from '../../../../src/core/chatTest/checkEvidence.ts';
import { draftOfBroadcast } from '../../../../src/core/chatTest/draftOfBroadcast.ts';
import { offerChecks } from '../../../../src/core/chatTest/draftOfConversation.ts';
import { loadChatTest } from '../../../../src/core/chatTest/loadChatTest.ts';
import { planCases } from '../../../../src/core/chatTest/planCases.ts';
import { weighRecorded } from '../../../../src/core/chatTest/recordedEvidence.ts';
import { runChatTests } from '../../../../src/core/chatTest/runChatTests.ts';
import type { RunTarget } from '../../../../src/core/chatTest/runPlan.ts';
import { writeChatTest } from '../../../../src/core/chatTest/writeChatTest.ts';
import { parseStandInScript } from '../../../../src/standInAgent/parseStandInScript.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { anHttpService, standInTarget } from '../conversation/aService.ts';
import { grandHotel } from '../history/fixtures.ts';

let agent: StandInAgent;
before(async () => {
  const { script } = await parseStandInScript(`
greeting: Good evening, this is the front desk
greetings:
  - when: { variant: night }
    reply: We are closed, says the front desk
    end: true
rules:
  - when: { contains: breakfast }
    reply: "Breakfast is at 7 in the {variant|main} house, booking BK-20881"
fallback: I see
`);
  agent = await startStandInAgent({ script, recordRequests: true });
  agent.unref();
});
after(() => (agent as StandInAgent | undefined)?.close());

type Cell = readonly [variantId: string | undefined, channel: string];

/** What was said in each of them, as a test, and what became of that. */
async function saved(cells: readonly Cell[], messages: readonly string[]) {
  const service = anHttpService();
  const call = { target: standInTarget(agent), timeoutSeconds: 10 };
  const held = await Promise.all(
    cells.map(async ([variantId, channel]) => {
      const connection = { ...grandHotel, origin: agent.origin };
      let one = await service.create({ ...call, connection, parameters: { variantId, channel } });
      for (const message of one.state === 'open' ? messages : []) {
        // oxlint-disable-next-line no-await-in-loop -- a conversation has an order
        one = await service.send({ ...call, id: one.id, message });
      }
      return one;
    }),
  );
  const [first, ...others] = held;
  assert.ok(first);
  const { made, replies } = draftOfBroadcast(first, others);
  const { offers, standings } = await weighRecorded(offerChecks(made, first), made.replies, (turn) =>
    replies.flatMap((column) => column[turn] ?? []),
  );
  const wanted = offers.filter((_, place) => {
    const standing = standings[place];
    return standing !== undefined && holdsSoFar(standing);
  });
  const text = writeChatTest(draftWithOffers(made.draft, wanted));
  const { loaded, problems } = await loadChatTest(
    { file: 'a.polyai.yaml', text, readBeside: async () => undefined },
    '',
  );
  assert.deepEqual(problems, [], text);
  assert.ok(loaded);
  return { text, loaded };
}

async function run(loaded: NonNullable<Awaited<ReturnType<typeof saved>>['loaded']>) {
  const sent = agent.requests.length;
  const runTarget: RunTarget = {
    name: grandHotel.connectionName,
    connection: { ...grandHotel, origin: agent.origin },
    resolve: async () => standInTarget(agent),
  };
  const cases = planCases([loaded], { chosen: [], fallback: 'hotel', target: () => runTarget });
  const statuses: string[] = [];
  const events = runChatTests({
    cases,
    service: anHttpService(),
    env: () => undefined,
    newUuid: () => 'uuid',
    now: Date.now,
    wait: () => Promise.resolve(),
    timeoutSeconds: 10,
    concurrency: 2,
    signal: new AbortController().signal,
  });
  for await (const event of events) if (event.kind === 'conversation') statuses.push(event.result.status);
  const creates = agent.requests.slice(sent).filter(({ path }) => path.endsWith('/create'));
  return { statuses, creates: creates.map(({ body }) => body).toSorted() };
}

it('what was said to four at once is a test with a matrix that runs green on all of them', async () => {
  const cells: readonly Cell[] = [
    [undefined, 'sms'],
    [undefined, 'webchat'],
    ['seaside', 'sms'],
    ['seaside', 'webchat'],
  ];
  const { text, loaded } = await saved(cells, ['When is breakfast?']);
  assert.match(text, /matrix:\n  variant: \[(?:''|""), seaside\]\n  channel: \[sms, webchat\]\n/);
  assert.match(text, /variant_id: "\$\{variant\}"\n  channel: "\$\{channel\}"/);
  // Of what differs from cell to cell nothing is checked.
  assert.doesNotMatch(text, /contains: .*(?:main|seaside)/);
  const { statuses, creates } = await run(loaded);
  assert.deepEqual(statuses, ['passed', 'passed', 'passed', 'passed']);
  assert.equal(new Set(creates).size, 4);
});

it('combinations that are not there make rows, and turns that one of them never reached are left out', async () => {
  const { text, loaded } = await saved(
    [
      [undefined, 'sms'],
      ['seaside', 'webchat'],
      ['night', 'sms'],
    ],
    ['When is breakfast?'],
  );
  assert.match(text, /^# Left out, because not every target got there/);
  assert.match(
    text,
    /rows:\n  - \{ variant: (?:''|""), channel: sms \}\n  - \{ variant: seaside, channel: webchat \}/,
  );
  const { statuses } = await run(loaded);
  assert.deepEqual(statuses, ['passed', 'passed', 'passed']);
});
