import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { commandFlags } from '../../../src/cli/commandFlags.ts';
import { version } from '../../../src/cli/version.ts';
import { runCli } from './runCli.ts';

const canary = 'canary-5f1e9c';
const env = {
  POLYAI_REGION: 'uk-1',
  POLYAI_ACCOUNT_ID: 'acme',
  POLYAI_PROJECT_ID: 'hotel',
  POLYAI_API_KEY: `${canary}-key`,
  POLYAI_TOKEN: `${canary}-token`,
};

const seeCreate = 'Run “polyai-chat create --help” to see its flags.';
const seeVariables = 'Run “polyai-chat create --help” to see what each of them is.';
const seeVariablesOrTry =
  'Run “polyai-chat create --help” to see what each of them is, or “polyai-chat stand-in” to try it without an agent of your own.';
const orDelayed = 'Give one with -m TEXT, or fetch a delayed reply with --delayed.';
const seeCommands = 'Run “polyai-chat --help” to see the commands.';

/** Wrong usage: exit code 2, nothing on stdout, one sentence and its remedy on stderr, nothing sent. */
const wrong: readonly (readonly [
  args: string,
  sentence: string,
  env?: Readonly<Record<string, string | undefined>>,
])[] = [
  ['sned', `There is no such command. Is send meant? ${seeCommands}`],
  ['tests', `There is no such command. Is test meant? ${seeCommands}`],
  [canary, `There is no such command. ${seeCommands}`],
  ['--channel sms', `The command comes first, and its flags after it. ${seeCommands}`],
  ['create --chanel sms', `create has no such flag. Is --channel meant? ${seeCreate}`],
  ['create --cahnnel=sms', `create has no such flag. Is --channel meant? ${seeCreate}`],
  [`create --${canary}`, `create has no such flag. ${seeCreate}`],
  [`create --${canary}=1`, `create has no such flag. ${seeCreate}`],
  [`create -${canary}`, `create has no such flag. ${seeCreate}`],
  ['create --input-file f', `create has no flag --input-file. ${seeCreate}`],
  ['create -x', `create has no such flag. ${seeCreate}`],
  ['create hello', `create takes flags only, but there is a word without one. ${seeCreate}`],
  ['create --json=1', `--json takes no value. ${seeCreate}`],
  [
    'create --channel --asr-lang',
    '--channel needs a value. If the value itself begins with dashes, write --channel=--value.',
  ],
  [
    'create --variant',
    '--variant needs a value. If the value itself begins with dashes, write --variant=--value.',
  ],
  ['create --channel a --channel b', `--channel can be given only once. ${seeCreate}`],
  [
    `create --api-key ${canary}`,
    'There is no flag --api-key: other people on this machine could read it in the list of processes. Set POLYAI_API_KEY and POLYAI_TOKEN in the environment instead.',
  ],
  [
    `create --token=${canary}`,
    'There is no flag --token: other people on this machine could read it in the list of processes. Set POLYAI_API_KEY and POLYAI_TOKEN in the environment instead.',
  ],
  ['create --timeout soon', '--timeout needs a number of seconds above 0 and up to 3600.'],
  ['create --timeout 0', '--timeout needs a number of seconds above 0 and up to 3600.'],
  ['create --timeout 3601', '--timeout needs a number of seconds above 0 and up to 3600.'],
  ['create --attribute vip', '--attribute needs a key and a value, as in --attribute customer_id=12345.'],
  ['create --attribute =1', '--attribute needs a key and a value, as in --attribute customer_id=12345.'],
  ['create --attribute a=1 --attribute a=2', 'The attribute “a” is given twice.'],
  ['create --attribute a=1 --attributes {"a":2}', 'The attribute “a” is given twice.'],
  ['create --attributes {} --attributes-file f', 'Give either --attributes or --attributes-file, not both.'],
  ['create --attributes-file none.json', 'There is no file none.json.'],
  [
    'create',
    `These environment variables are missing: POLYAI_REGION, POLYAI_ACCOUNT_ID, POLYAI_PROJECT_ID, POLYAI_API_KEY, POLYAI_TOKEN. ${seeVariablesOrTry}`,
    {},
  ],
  [
    'create',
    `These environment variables are missing: POLYAI_ACCOUNT_ID, POLYAI_TOKEN. ${seeVariables}`,
    { ...env, POLYAI_ACCOUNT_ID: ' ', POLYAI_TOKEN: undefined },
  ],
  [
    'create',
    'POLYAI_REGION: Use https: over plain http, anyone on the way could read the key. Use one of the regions us-1, uk-1, euw-1, studio, or an https origin.',
    { ...env, POLYAI_REGION: 'http://chat.example.com' },
  ],
  ...['uk', 'uk1', 'UK-1', 'stand-in'].map(
    (region) =>
      [
        'create',
        'POLYAI_REGION: There is no such region. Use one of the regions us-1, uk-1, euw-1, studio, or an https origin.',
        { ...env, POLYAI_REGION: region },
      ] as const,
  ),
  [
    'create',
    'POLYAI_ACCOUNT_ID: An id has no slash. Enter one part of the Agent Studio URL only.',
    { ...env, POLYAI_ACCOUNT_ID: 'acme/hotel' },
  ],
  [
    'create',
    'POLYAI_API_KEY: The value has a line break inside. Copy it again, in one piece.',
    { ...env, POLYAI_API_KEY: `${canary}\n${canary}` },
  ],
  [
    'create',
    'POLYAI_TOKEN: This is a placeholder, not the value itself. Copy the value that it stands for.',
    { ...env, POLYAI_TOKEN: '<token>' },
  ],
  [
    'create',
    'HTTPS_PROXY is not an address that can be used. Write it as http://HOST:PORT.',
    { ...env, HTTPS_PROXY: `${canary}://` },
  ],
  ['send -m hi', 'send needs --conversation ID. The id stands in the reply of “polyai-chat create”.'],
  ['close', 'close needs --conversation ID. The id stands in the reply of “polyai-chat create”.'],
  ['close --conversation=', '--conversation needs a value.'],
  ['send --conversation c', `There is no message. ${orDelayed}`],
  ['send --conversation c -m=', `The message is empty. ${orDelayed}`],
  ['send --conversation c -m -', `The message is empty. ${orDelayed}`],
  ['send --conversation c -m hi --delayed', 'Give either --message or --delayed, not both.'],
  [
    'send --conversation c -m',
    '-m needs a value. If the value itself begins with dashes, write --message=--value.',
  ],
  [
    'send --conversation c -m a -m b',
    '--message can be given only once. Run “polyai-chat send --help” to see its flags.',
  ],
  [
    'send --conversation c -m a --metadata {} --metadata-file f',
    'Give either --metadata or --metadata-file, not both.',
  ],
  [
    'send --conversation c -m a',
    'These environment variables are missing: POLYAI_TOKEN. Run “polyai-chat send --help” to see what each of them is.',
    { ...env, POLYAI_TOKEN: undefined },
  ],
  [
    'chat',
    'Standard input is not a terminal, so nobody can be asked. Give the messages with -m TEXT, or with --input-file - to read them from there.',
  ],
  ['chat -m --close', '-m needs a value. If the value itself begins with dashes, write --message=--value.'],
  ['chat -m hi --input-file f', 'Give either --message or --input-file, not both.'],
  ['chat -m hi --close --keep-open', 'Give either --close or --keep-open, not both.'],
  [
    'chat --conversation c --variant v -m hi',
    '--variant is for a new conversation, and --conversation continues one. Leave one of them out.',
  ],
  ['chat -m=', 'The message is empty. To fetch a delayed reply, write -m /delayed.'],
  ['chat --input-file none.txt', 'There is no file none.txt.'],
  ['chat --input-file -', 'Standard input has no message.'],
  [
    'chat -m hi -m /restat',
    '--message: /restat is none of /delayed, /restart, /close, /exit. To send it as a message, write //restat.',
  ],
  ['stand-in --port 70000', '--port needs a number from 0 to 65535.'],
  ['stand-in --port', '--port needs a value. If the value itself begins with dashes, write --port=--value.'],
  ['stand-in --script none.yaml', 'There is no file none.yaml.'],
];

describe('Wrong usage is said in a sentence, and nothing is sent', () => {
  for (const [line, sentence, given = env] of wrong) {
    it(`polyai-chat ${line.replaceAll(canary, '…')}`, async () => {
      const args = line.split(' ');
      const { exitCode, stdout, stderr } = await runCli(args, { env: given });
      assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 2, stdout: '', stderr: `${sentence}\n` });
      assert.ok(!stderr.includes(canary));
    });
  }

  it('says what is wrong with a JSON attribute, and where', async () => {
    const files = { 'a.json': '{\n  "vip": yes\n}' };
    const { exitCode, stderr } = await runCli(['create', '--attributes-file', 'a.json'], { env, files });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^--attributes-file, line 2, column 10: \S/);
  });

  it('says what is wrong with a script, and where', async () => {
    const files = { 's.yaml': 'greeting: Hi\nrules:\n  - when: { contains: a }\n    replay: x\n' };
    const { exitCode, stderr } = await runCli(['stand-in', '--script', 's.yaml'], { files });
    assert.equal(exitCode, 2);
    assert.match(stderr, /^s\.yaml:4:5 "replay" is not part of a stand-in script\.$/m);
  });

  it('chat asks nobody when a program reads along', async () => {
    const { exitCode, stderr } = await runCli(['chat', '--json'], { env });
    assert.equal(exitCode, 2);
    assert.equal(
      stderr,
      '--json needs --message or --input-file. Nobody is asked when a program reads along.\n',
    );
  });

  it('a program reads it as one object', async () => {
    const { exitCode, stdout, stderr } = await runCli(['create', '--json', '--timeout', '0'], { env });
    assert.equal(exitCode, 2);
    assert.deepEqual(JSON.parse(stdout), {
      error: {
        reason: 'invalidRequest',
        status: null,
        code: null,
        message: '--timeout needs a number of seconds above 0 and up to 3600.',
        correlation_id: null,
        outcome: 'notSent',
      },
    });
    assert.match(stderr, /^--timeout needs/);
  });
});

describe('Help', () => {
  const commands: readonly (readonly [args: string, mentions: readonly string[]])[] = [
    ['--help', ['create', 'send', 'close', 'chat', 'stand-in', '--version']],
    ['help', ['create', 'stand-in']],
    [
      'create --help',
      [
        '--variant ID',
        '--channel NAME',
        '--asr-lang CODE',
        '--tts-lang CODE',
        '--attribute KEY=VALUE',
        '--attributes JSON',
        '--attributes-file FILE',
        '--initial-message TEXT',
        '--timeout SECONDS',
        '--json',
        'POLYAI_API_KEY',
        'POLYAI_TOKEN',
        'POLYAI_REGION',
        'POLYAI_ACCOUNT_ID',
        'POLYAI_PROJECT_ID',
      ],
    ],
    ['help create', ['--variant ID']],
    ['create -h', ['--variant ID']],
    ['create --variant help --help', ['--variant ID']],
    ['send --help', ['--conversation ID', '-m, --message TEXT', '--delayed', '--metadata JSON', '--json']],
    ['close --help', ['--conversation ID', '--timeout SECONDS', '--json']],
    [
      'chat --help',
      [
        '--input-file FILE',
        '--conversation ID',
        '--close',
        '--keep-open',
        '/restart',
        '/delayed',
        '--variant ID',
      ],
    ],
    ['stand-in --help', ['--port N', '--script FILE', '--json', '--fault NAME', 'no-answer']],
  ];
  for (const [line, mentions] of commands) {
    it(`polyai-chat ${line}`, async () => {
      const { exitCode, stdout, stderr } = await runCli(line.split(' '));
      assert.deepEqual({ exitCode, stderr }, { exitCode: 0, stderr: '' });
      for (const mention of mentions) assert.ok(stdout.includes(mention), mention);
      assert.ok(Math.max(...stdout.split('\n').map((text) => text.length)) <= 110, 'it fits a terminal');
    });
  }

  it('lists every flag of every command, and each command each of its own', async () => {
    const { stdout: all } = await runCli(['--help']);
    for (const [command, flags] of Object.entries(commandFlags)) {
      const { stdout } = await runCli([command, '--help']);
      const listed = new RegExp(`\\n {2}${command} {2,}((?:[^\\n]|\\n {8,})*)`).exec(
        all.slice(all.indexOf('Flags of each')),
      );
      for (const name of Object.keys(flags)) {
        const flag = new RegExp(`--${name}(?![\\w-])`);
        assert.match(stdout, flag, command);
        assert.match(listed?.[1] ?? '', flag, command);
      }
    }
  });

  it('says that it is English, whatever the language', async () => {
    const { stdout } = await runCli(['--help'], { env: { LANG: 'de_DE.UTF-8' } });
    assert.match(stdout, /\nThis program is in English, whatever the language of the terminal\.\n$/);
  });

  it('without a command it is shown as an answer to wrong usage', async () => {
    const { exitCode, stdout, stderr } = await runCli([]);
    assert.equal(exitCode, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^polyai-chat talks to PolyAI agents/);
  });

  it('the version is the one of the package', async () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    assert.equal(version, manifest.version);
    assert.deepEqual(await runCli(['--version']), { exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });
});
