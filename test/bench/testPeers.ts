import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A program that makes the same calls: create and two messages, each checked, so often. */
export interface Peer {
  readonly name: string;
  /** How many conversations it can hold side by side; `all` has no other measure. */
  readonly inFlight: readonly (number | 'all')[];
  /** What Node is given, once what it needs is written into the folder; undefined where it is not installed. */
  readonly prepare: (run: PeerRun) => PreparedPeer | undefined;
}

export interface PeerRun {
  readonly folder: string;
  readonly origin: string;
  readonly conversations: number;
  readonly inFlight: number | 'all';
}

export interface PreparedPeer {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const headers = {
  'Content-Type': 'application/json',
  'X-API-KEY': 'key-for-bench',
  'X-TOKEN': 'token-for-bench',
};
const message = (text: string) => `{"conversation_id":"{{id}}","message":"${text}"}`;

/** Peers are not among the packages of this project: `PEERS=FOLDER` says where they are installed. */
export function findPeers(installed: string | undefined): readonly Peer[] {
  const script = (name: string): string | undefined => {
    const file = path.join(installed ?? '', 'node_modules', name);
    return installed !== undefined && existsSync(file) ? file : undefined;
  };
  return [
    {
      name: 'newman',
      inFlight: [1],
      prepare({ folder, origin, conversations }) {
        const program = script('newman/bin/newman.js');
        if (program === undefined) return undefined;
        writeFileSync(path.join(folder, 'collection.json'), JSON.stringify(postmanCollection(origin)));
        return {
          args: [program, 'run', 'collection.json', '-n', String(conversations), '--reporters', 'json'],
        };
      },
    },
    {
      name: '@usebruno/cli',
      inFlight: [1, 'all'],
      prepare({ folder, origin, conversations, inFlight }) {
        const program = script('@usebruno/cli/bin/bru.js');
        if (program === undefined) return undefined;
        writeFileSync(path.join(folder, 'bruno.json'), '{"version":"1","name":"bench","type":"collection"}');
        const file = (name: string, seq: number, url: string, body: string, more: string) =>
          writeFileSync(
            path.join(folder, `${name}.bru`),
            `meta {\n  name: ${name}\n  type: http\n  seq: ${seq}\n}\n\npost {\n  url: ${url}\n  body: json\n  auth: none\n}\n\nheaders {\n  X-API-KEY: key-for-bench\n  X-TOKEN: token-for-bench\n}\n\nbody:json {\n  ${body}\n}\n\n${more}`,
          );
        const chat = `${origin}/v1/acme/hotel/chat`;
        const check = (text: string) => `assert {\n  res.body.response: contains ${text}\n}\n`;
        file(
          '1create',
          1,
          `${chat}/create`,
          '{}',
          `vars:post-response {\n  id: res.body.conversation_id\n}\n\n${check('Good')}`,
        );
        file('2one', 2, `${chat}/respond`, message('one'), check('one'));
        file('3two', 3, `${chat}/respond`, message('two'), check('two'));
        const all = inFlight === 'all' ? ['--parallel'] : [];
        const args = [program, 'run', '--iteration-count', String(conversations), ...all];
        return { args: [...args, '--output', 'results.json'] };
      },
    },
    {
      name: 'httpyac',
      inFlight: [1, 8, 32],
      prepare({ folder, origin, conversations, inFlight }) {
        const program = script('httpyac/bin/httpyac.js');
        if (program === undefined) return undefined;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const request = (url: string, body: string, text: string) =>
          [
            `POST ${origin}/v1/acme/hotel/chat/${url}`,
            ...lines,
            '',
            body,
            '',
            `?? body response includes ${text}`,
            '',
          ].join('\n');
        const said = (text: string) => `{"conversation_id":"{{begun.conversation_id}}","message":"${text}"}`;
        const conversation = [
          `# @name begun\n${request('create', '{}', 'Good')}`,
          request('respond', said('one'), 'one'),
          request('respond', said('two'), 'two'),
        ].join('\n###\n');
        // Files are what it takes side by side.
        for (let index = 0; index < conversations; index++) {
          writeFileSync(path.join(folder, `${index}.http`), conversation);
        }
        return { args: [program, 'send', '*.http', '--all', '--silent', '--parallel', String(inFlight)] };
      },
    },
    {
      name: 'promptfoo',
      inFlight: [1, 8, 32],
      prepare({ folder, origin, conversations, inFlight }) {
        const program = script('promptfoo/dist/src/entrypoint.js');
        if (program === undefined) return undefined;
        // It has no conversations of its own against an API like this: what makes the three calls is a provider.
        writeFileSync(path.join(folder, 'provider.js'), promptfooProvider(origin));
        const assert = ['Good', 'one', 'two'].map((value) => ({ type: 'contains', value }));
        const tests = Array.from({ length: conversations }, (_, index) => ({
          vars: { n: String(index) },
          assert,
        }));
        const config = { prompts: ['{{n}}'], providers: ['file://provider.js'], tests };
        writeFileSync(path.join(folder, 'promptfooconfig.json'), JSON.stringify(config));
        const quiet = ['--no-cache', '--no-progress-bar', '--no-table', '--no-write'];
        return {
          args: [program, 'eval', ...quiet, '-j', String(inFlight)],
          env: {
            PROMPTFOO_DISABLE_TELEMETRY: '1',
            PROMPTFOO_DISABLE_UPDATE: '1',
            PROMPTFOO_CONFIG_DIR: path.join(folder, 'config'),
          },
        };
      },
    },
  ];
}

function promptfooProvider(origin: string): string {
  return `const headers = ${JSON.stringify(headers)};
module.exports = class {
  id() { return 'chat'; }
  async callApi() {
    const call = async (path, body) => {
      const url = '${origin}/v1/acme/hotel/chat/' + path;
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
    };
    const begun = await call('create', {});
    const { conversation_id } = begun;
    const one = await call('respond', { conversation_id, message: 'one' });
    const two = await call('respond', { conversation_id, message: 'two' });
    return { output: [begun, one, two].map((reply) => reply.response).join('\\n') };
  }
};
`;
}

function postmanCollection(origin: string) {
  const item = (name: string, url: string, raw: string, exec: readonly string[]) => ({
    name,
    request: {
      method: 'POST',
      header: Object.entries(headers).map(([key, value]) => ({ key, value })),
      url: `${origin}/v1/acme/hotel/chat/${url}`,
      body: { mode: 'raw', raw },
    },
    event: [{ listen: 'test', script: { type: 'text/javascript', exec } }],
  });
  const check = (text: string) =>
    `pm.test('reply', () => pm.expect(pm.response.json().response).to.include('${text}'));`;
  return {
    info: { name: 'bench', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      item('create', 'create', '{}', [
        "pm.variables.set('id', pm.response.json().conversation_id);",
        "pm.collectionVariables.set('id', pm.response.json().conversation_id);",
        check('Good'),
      ]),
      item('one', 'respond', message('one'), [check('one')]),
      item('two', 'respond', message('two'), [check('two')]),
    ],
  };
}
