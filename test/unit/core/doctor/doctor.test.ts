import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import type { Fetch } from '../../../../src/core/chatApi/fetch.ts';
import { HumanError } from '../../../../src/core/common/humanError.ts';
import type { Connection } from '../../../../src/core/connection/connection.ts';
import { examineConnection } from '../../../../src/core/doctor/doctor.ts';
import type { DoctorStep, Examination } from '../../../../src/core/doctor/examination.ts';
import { createDoctorNetwork, type DoctorNetwork } from '../../../../src/core/doctor/doctorNetwork.ts';
import { decisiveFailure, toReport, toVerdict } from '../../../../src/core/doctor/doctorReport.ts';
import { type StandInAgent, startStandInAgent } from '../../../../src/standInAgent/standInAgent.ts';
import { anHttpService } from '../conversation/aService.ts';
import { aPlace } from '../history/fixtures.ts';

const canary = { apiKey: `key-${randomUUID()}`, token: `token-${randomUUID()}` };
const fetch: Fetch = (url, request) => globalThis.fetch(url, request);

let agent: StandInAgent;
let connection: Connection;

before(async () => {
  agent = await startStandInAgent({ ...canary, recordRequests: true });
  // Without a test to run, Node has called `after` already.
  agent.unref();
  const { origin } = agent;
  connection = {
    id: 'c',
    name: 'Hotel',
    region: origin,
    accountId: 'a',
    projectId: 'p',
    environment: 'sandbox',
  };
});
after(() => (agent as StandInAgent | undefined)?.close());

/** Examines over a real connection to the stand-in agent, with a real history. */
async function examine(changes: Partial<Examination> = {}, onStep?: (step: DoctorStep) => void) {
  using place = aPlace();
  const service = anHttpService(undefined, place.open());
  const { accountId, projectId, environment, region } = connection;
  const address = { origin: agent.origin, accountId, projectId };
  const call = { target: { ...address, ...canary }, timeoutSeconds: 5 };
  const steps: DoctorStep[] = [];
  const examination = examineConnection({
    connection,
    network: createDoctorNetwork(),
    fetch,
    timeoutSeconds: 5,
    create: () =>
      service.create({
        ...call,
        connection: { ...address, connectionId: 'c', connectionName: 'Hotel', region, environment },
        parameters: {},
      }),
    close: ({ id }) => service.close({ ...call, id }),
    ...changes,
  });
  for await (const step of examination) {
    steps.push(step);
    onStep?.(step);
  }
  return steps;
}

const states = (steps: readonly DoctorStep[]) =>
  steps.map(({ name, state }) => `${name} ${state}`).join(', ');
const report = (steps: readonly DoctorStep[]) =>
  toReport(steps, {
    connectionName: 'Hotel',
    description: 'sandbox',
    startedAt: 'now',
    versions: ['PolyAI Chat 1'],
  });

describe('a connection that works', () => {
  it('is walked from the address to a closed conversation', async () => {
    const steps = await examine();
    assert.equal(states(steps), 'address ok, name skipped, connection ok, reach ok, create ok, close ok');
    assert.equal(decisiveFailure(steps), undefined);
    assert.match(toVerdict(steps, 'Hotel'), /^Hotel answered in \d+ ms\.$/);
  });

  it('makes a report that holds the ids support asks for and no secret', async () => {
    const steps = await examine();
    const text = report(steps);
    const [create, close] = ['create', 'close'].map((name) => steps.find((step) => step.name === name));
    for (const id of [create?.correlationId, close?.correlationId, create?.conversation?.conversationId]) {
      assert.ok(id !== undefined && text.includes(id), id);
    }
    for (const secret of Object.values(canary)) assert.ok(!text.includes(secret));
    assert.ok(text.includes(`${agent.origin}/v1/a/p/chat/create`));
  });

  it('has in its report what was done on the left, and below it, indented, what was found', async () => {
    const lines = report(await examine())
      .trimEnd()
      .split('\n');
    const steps = lines.slice(lines.findIndex((line) => /^ok\s+Address/.test(line)));
    assert.ok(steps.length > 8, lines.join(`\n`));
    for (const line of steps)
      assert.match(line, /^(?:(?:ok|skipped) {2,}[A-Z][a-z ]+(?: · \d+ ms)?| {9}\S.*)$/);
    // Where the column is narrow, the editor wraps a line to where it begins.
    for (const line of steps.filter(({ length }) => length > 40)) assert.match(line, /^ {9}\S/);
  });

  it('gets no credentials before it is known to be reached, and no further than it', async () => {
    const from = agent.requests.length;
    await examine();
    const [first, ...others] = agent.requests.slice(from);
    assert.deepEqual([first?.method, first?.path, others.length], ['GET', '/', 2]);
    for (const secret of Object.values(canary)) assert.ok(!JSON.stringify(first).includes(secret));
  });
});

describe('a connection that does not work', () => {
  it('whose key is refused says so, and echoes nothing', async () => {
    agent.setFault('echoed-secrets', { operation: 'create' });
    const steps = await examine();
    agent.setFault(undefined);
    assert.equal(
      states(steps),
      'address ok, name skipped, connection ok, reach ok, create failed, close skipped',
    );
    assert.equal(decisiveFailure(steps)?.name, 'create');
    for (const secret of Object.values(canary)) assert.ok(!report(steps).includes(secret));
  });

  it('whose address is wrong is not called at all', async () => {
    const from = agent.requests.length;
    const steps = await examine({ connection: { ...connection, accountId: 'a/b' } });
    assert.match(states(steps), /^address failed, name skipped, .*close skipped$/);
    assert.match(decisiveFailure(steps)?.sentence ?? '', /no slash/);
    assert.equal(agent.requests.length, from);
  });

  it('whose server is not there fails where the way ends, and no credentials leave', async () => {
    const port = await closedPort();
    const create = () => assert.fail('created');
    const steps = await examine({
      connection: { ...connection, region: `http://127.0.0.1:${port}` },
      create,
    });
    assert.equal(
      states(steps),
      'address ok, name skipped, connection failed, reach failed, create skipped, close skipped',
    );
    assert.match(steps[2]?.sentence ?? '', /ECONNREFUSED/);
    assert.equal(decisiveFailure(steps)?.name, 'connection');
  });

  it('without credentials says what is missing', async () => {
    const error = new HumanError('Hotel has no API key.', { remedy: 'Enter it.' });
    const steps = await examine({ create: () => Promise.reject(error) });
    const failed = decisiveFailure(steps);
    assert.deepEqual([failed?.sentence, failed?.remedy, failed?.error], [error.message, 'Enter it.', error]);
  });

  it('is not tried further when the person has had enough, but what was created is closed', async () => {
    const early = new AbortController();
    const first = await examine({ signal: early.signal }, ({ name }) => name === 'address' && early.abort());
    assert.match(states(first), /^address ok, name skipped, .* create skipped, close skipped$/);
    assert.equal(toVerdict(first, 'Hotel'), 'The test of Hotel was not finished.');
    const late = new AbortController();
    const second = await examine({ signal: late.signal }, ({ name }) => name === 'create' && late.abort());
    assert.match(states(second), /create ok, close ok$/);
  });
});

describe('the way below', () => {
  const region = 'uk-1';
  const broken: DoctorNetwork = {
    lookup: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    connect: () => Promise.reject(Object.assign(new Error('no'), { code: 'ECONNREFUSED' })),
  };
  const well: DoctorNetwork = {
    lookup: async () => ['203.0.113.7'],
    connect: async () => ({ protocol: 'TLSv1.3', issuer: 'Example CA' }),
  };
  const answering: Fetch = async () => new Response('', { status: 404 });
  const create = async () => undefined;
  const uk = (changes: Partial<Examination>) =>
    examine({ connection: { ...connection, region }, fetch: answering, create, ...changes });

  it('is told when it works', async () => {
    const [, name, secure] = await uk({ network: well });
    assert.equal(name?.sentence, 'api.uk-1.platform.polyai.app is at 203.0.113.7.');
    assert.equal(secure?.sentence, 'The server speaks TLSv1.3 with a certificate of Example CA.');
  });

  it('does not matter when the server is reached another way', async () => {
    const steps = await uk({ network: broken });
    assert.match(states(steps), /name failed, connection failed, reach ok, create skipped/);
    assert.match(steps[3]?.sentence ?? '', /all the same/);
    assert.equal(decisiveFailure(steps), undefined);
  });

  it('that ends at a login page is no good way, and the page is named as text', async () => {
    const page = '<!doctype html><title>Sign in \u202E[x](command:y)</title>';
    const fetch: Fetch = async () => new Response(page, { headers: { 'content-type': 'text/html' } });
    const steps = await uk({ network: well, fetch });
    assert.match(states(steps), /reach failed, create skipped/);
    assert.equal(
      decisiveFailure(steps)?.sentence,
      'This is a web page (“Sign in [x](command:y)”), not the Chat API: a login or a proxy?',
    );
  });

  it('names a certificate that is not trusted', async () => {
    const network: DoctorNetwork = {
      ...well,
      connect: async () => ({ issuer: 'Corp\u202E', distrust: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    };
    const [, , secure] = await uk({ network });
    assert.equal(
      secure?.sentence,
      'The certificate of Corp<U+202E> is not trusted (SELF_SIGNED_CERT_IN_CHAIN).',
    );
  });

  it('leads through the proxy when one is configured', async () => {
    const seen: string[] = [];
    const network: DoctorNetwork = {
      lookup: () => assert.fail('looked up'),
      connect: async (host, port, { isTls }) => {
        seen.push(`${host}:${port} ${isTls}`);
        return {};
      },
    };
    const steps = await uk({ network, proxy: { host: 'proxy.corp', port: 3128 } });
    assert.deepEqual(seen, ['proxy.corp:3128 false']);
    assert.equal(steps[1]?.sentence, 'The proxy looks the name up.');
    assert.equal(steps[2]?.sentence, 'The proxy proxy.corp:3128 accepts connections.');
  });

  it('says when the proxy asks who we are', async () => {
    const steps = await uk({ network: well, fetch: async () => new Response('', { status: 407 }) });
    assert.match(decisiveFailure(steps)?.sentence ?? '', /proxy asks for a user name/);
  });

  it('waits no longer than the time limit', async () => {
    const silent: Fetch = () => new Promise(() => undefined);
    const steps = await uk({ network: well, fetch: silent, timeoutSeconds: 0.05 });
    assert.equal(decisiveFailure(steps)?.sentence, 'No answer came within 0.05 seconds.');
  });
});

describe('the network of this machine', () => {
  it('tells that a server speaks no TLS, and leaves no connection', async () => {
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined).resume();
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const network = createDoctorNetwork(2000);
    assert.deepEqual(await network.connect('127.0.0.1', port, { isTls: false }), {});
    await assert.rejects(network.connect('127.0.0.1', port, { isTls: true }));
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it('gives up on a server that says nothing', async () => {
    const server = createServer((socket) => socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await assert.rejects(createDoctorNetwork(50).connect('127.0.0.1', port, { isTls: true }), {
      code: 'ETIMEDOUT',
    });
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
