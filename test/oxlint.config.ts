/** The rooms of core: each imports from those before it only. */
const roomsOfCore = [
  'common',
  'text',
  'files',
  'chatApi',
  'connection',
  'conversation',
  'history',
  'chatTest',
  'newChat',
  'paste',
  'doctor',
  'wording',
];

const sayThroughNotifications =
  'Say it through src/vscode/asking/notifications.ts: the editor would make links of text that is not ours.';
const askThroughQuickInput =
  'Ask through src/vscode/asking/quickInput.ts: the editor would make links and icons of text that is not ours.';

const sayings = [
  'showInformationMessage',
  'showWarningMessage',
  'showErrorMessage',
  'withProgress',
  'withScmProgress',
  'setStatusBarMessage',
];
const askings = ['showQuickPick', 'createQuickPick', 'showInputBox', 'createInputBox'];

const waitForCondition =
  'Wait for a condition, never for a time: until() in test/support/until.ts asks until it holds.';

const roots = {
  group: ['**/extension.ts', '**/main.ts', '**/main.tsx'],
  message: 'A root is started, never imported: move what you need out of it.',
};

/** What core knows nothing of, whichever room a file is in. */
const aroundCore = [
  {
    regex: String.raw`^(vscode|undici)$|/(vscode|cli|standInAgent|protocol|panels|media)/|/(extension|main)\.tsx?$`,
    message:
      'core knows none of its callers: let them depend on core, and pass in what it needs (a fetch, a setting, a sentence).',
  },
  {
    regex: '^(node:)?process$',
    allowImportNames: ['cpuUsage', 'getBuiltinModule'],
    message:
      'core takes what it needs of its process as a parameter. (getBuiltinModule asks whether the host has a module, cpuUsage what a search has cost.)',
  },
];

/** The files may import nothing that these patterns name. A later entry replaces an earlier one for the same file. */
const restricted = (files: string, ...patterns: readonly object[]) => ({
  files: [files],
  rules: { 'no-restricted-imports': ['error', { patterns }] },
});

const withoutGlobals = (
  globals: Readonly<Record<string, string>>,
  override: ReturnType<typeof restricted>,
) => ({
  ...override,
  rules: {
    'no-restricted-globals': [
      'error',
      ...Object.entries(globals).map(([name, message]) => ({ name, message })),
    ],
    'no-restricted-properties': [
      'error',
      ...Object.entries(globals).map(([property, message]) => ({ object: 'globalThis', property, message })),
    ],
    ...override.rules,
  },
});

const inside = (folder: string) => `**/${folder}/**`;

// oxlint-disable-next-line import/no-default-export -- what the linter asks for
export default {
  plugins: ['typescript', 'unicorn', 'import', 'promise'],
  categories: { correctness: 'error', suspicious: 'error' },
  rules: {
    'typescript/no-floating-promises': [
      'error',
      {
        allowForKnownSafeCalls: [
          { from: 'package', name: ['describe', 'it', 'suite', 'test'], package: 'node:test' },
        ],
      },
    ],
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'import/no-default-export': 'error',
    'import/no-cycle': 'error',
    'no-shadow': 'off',
    'typescript/consistent-return': 'off',
    'unicorn/no-array-sort': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'unicorn/no-array-reverse': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'import/no-unassigned-import': 'off',
  },
  overrides: [
    withoutGlobals(
      {
        process: 'core takes what it needs of its process as a parameter.',
        fetch: 'core is given a fetch: see HttpChatClient.',
      },
      restricted(inside('src/core'), ...aroundCore),
    ),
    ...roomsOfCore.slice(0, -1).map((room, at) =>
      restricted(`**/src/core/${room}/**`, ...aroundCore, {
        regex: String.raw`^(\.\./)+(${roomsOfCore.slice(at + 1).join('|')})/`,
        message:
          'Rooms of core import downward only, in the order that src/README.md gives: move the small piece down, or what needs it up.',
      }),
    ),
    {
      files: ['**/src/vscode/**'],
      rules: {
        'no-restricted-properties': [
          'error',
          ...sayings.map((property) => ({ property, message: sayThroughNotifications })),
          ...askings.map((property) => ({ property, message: askThroughQuickInput })),
          ...['registerTextDocumentContentProvider', 'registerFileSystemProvider'].map((property) => ({
            property,
            message:
              'Provide it through src/vscode/documents: the editor would make links of addresses in it otherwise.',
          })),
          {
            property: 'MarkdownString',
            message: 'Text that is not ours is never Markdown: give a string.',
          },
        ],
        ...restricted(
          '',
          {
            group: ['**/cli/**'],
            message: 'The editor and the command line never see each other: share through core.',
          },
          {
            group: ['undici'],
            message: "Use the host's fetch: VS Code has patched it for proxies and certificates.",
          },
          roots,
          {
            group: ['**/media/**'],
            message: 'What a webview loads is built for the browser: say it in src/protocol.',
          },
        ).rules,
      },
    },
    {
      files: ['**/src/vscode/asking/**', '**/src/vscode/documents/**'],
      rules: { 'no-restricted-properties': 'off' },
    },
    restricted(
      '**/src/cli/**',
      {
        group: ['vscode', '**/vscode/**'],
        message: 'The command line works where there is no editor: share through core.',
      },
      roots,
      {
        group: ['**/protocol/**', '**/panels/**', '**/media/**'],
        message: 'The command line has no webview: share through core.',
      },
    ),
    withoutGlobals(
      {
        process: 'A panel takes what it needs of its process as a parameter.',
        fetch: 'A panel makes no calls: it asks the conversation service.',
        document: 'This side has no browser: what is drawn stands in media.',
        window: 'This side has no browser: what is drawn stands in media.',
      },
      restricted(
        '**/src/panels/**',
        {
          group: ['vscode', 'undici', '**/{vscode,cli,standInAgent,media}/**'],
          message: 'What stands behind a webview knows core and src/protocol only: have the rest passed in.',
        },
        roots,
      ),
    ),
    restricted(
      '**/src/protocol/**',
      {
        group: ['vscode', 'node:*', ...['vscode', 'cli', 'standInAgent', 'panels', 'media'].map(inside)],
        message: 'Both sides read a protocol file: it holds types and constants, and types of core only.',
      },
      {
        group: ['**/core/**'],
        allowTypeImports: true,
        message:
          'A protocol file takes types of core: say import type, and leave the work to the side that does it.',
      },
      roots,
    ),
    restricted(
      '**/media/**/*.{ts,tsx}',
      {
        group: ['vscode', 'node:*', '**/src/{vscode,panels,cli,standInAgent}/**'],
        message: 'A webview is a browser: ask the other side through src/protocol.',
      },
      {
        group: ['core/files', 'core/history', 'core/chatTest', 'core/doctor'].map(inside),
        allowTypeImports: true,
        message:
          'This room of core needs a disk or the network, which a webview has not: have it sent through src/protocol.',
      },
      roots,
    ),
    restricted(
      '**/src/standInAgent/**',
      {
        group: ['vscode', 'undici', '**/{vscode,panels,cli,protocol,media}/**'],
        message: 'The stand-in agent is a server: it knows none of its clients.',
      },
      {
        regex: `/core/(${roomsOfCore.slice(roomsOfCore.indexOf('connection')).join('|')})/`,
        message: 'The stand-in agent knows the Chat API only: take from common, text, files or chatApi.',
      },
      roots,
    ),
    { files: ['**/src/**', '**/media/**'], rules: { 'no-console': 'error' } },
    { files: ['unit/**'], rules: { 'no-restricted-imports': 'off' } },
    { files: ['host/**', 'e2e/**'], rules: { 'no-await-in-loop': 'off' } },
    ...['**/e2e/**', '**/support/workbench/**'].map((files) => ({
      files: [files],
      rules: {
        'no-restricted-globals': ['error', { name: 'setTimeout', message: waitForCondition }],
        'no-restricted-properties': ['error', { property: 'waitForTimeout', message: waitForCondition }],
        'no-restricted-imports': [
          'error',
          { patterns: [{ regex: '^(node:)?timers(/promises)?$', message: waitForCondition }] },
        ],
      },
    })),
  ],
  ignorePatterns: ['dist/**', 'out/**', 'test/vscode/**'],
};
