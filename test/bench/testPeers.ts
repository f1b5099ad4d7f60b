import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A program that makes the same calls: create and two messages, so often. */
export interface Peer {
  readonly name: string;
  readonly inFlight: number;
  /** The arguments of Node, once what it needs is written into the folder; undefined where it is not installed. */
  readonly prepare: (folder: string, origin: string, conversations: number) => readonly string[] | undefined;
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
      inFlight: 1,
      prepare(folder, origin, conversations) {
        const program = script('newman/bin/newman.js');
        if (program === undefined) return undefined;
        writeFileSync(path.join(folder, 'collection.json'), JSON.stringify(postmanCollection(origin)));
        return [program, 'run', 'collection.json', '-n', String(conversations), '--reporters', 'json'];
      },
    },
    {
      name: '@usebruno/cli',
      inFlight: 1,
      prepare(folder, origin, conversations) {
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
        return [program, 'run', '--iteration-count', String(conversations), '--output', 'results.json'];
      },
    },
    {
      name: 'httpyac',
      inFlight: 1,
      prepare(folder, origin, conversations) {
        const program = script('httpyac/bin/httpyac.js');
        if (program === undefined) return undefined;
        const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
        const request = (url: string, body: string, check: string) =>
          [`POST ${origin}/v1/acme/hotel/chat/${url}`, ...lines, '', body, '', check, ''].join('\n');
        const one: string[] = [];
        for (let index = 0; index < conversations; index++) {
          const id = `c${index}`;
          const said = (text: string) =>
            `{"conversation_id":"{{${id}.conversation_id}}","message":"${text}"}`;
          one.push(
            `# @name ${id}\n${request('create', '{}', '?? body response includes Good')}`,
            request('respond', said('one'), '?? body response includes one'),
            request('respond', said('two'), '?? body response includes two'),
          );
        }
        writeFileSync(path.join(folder, 'bench.http'), one.join('\n###\n'));
        return [program, 'send', 'bench.http', '--all', '--silent'];
      },
    },
  ];
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
