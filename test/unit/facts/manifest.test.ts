import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { manifest, packageNls, readPackageNls, root } from '../../support/manifest.ts';

// Settings only touch the editor when they are read, so an empty one is enough to see their defaults.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: 'data:text/javascript,', shortCircuit: true } : next(specifier, context),
});
const { settingDefaults } = await import('../../../src/vscode/common/settings.ts');

const { contributes } = manifest;
const commandIds = contributes.commands.map(({ command }) => command);
const settings = contributes.configuration.properties;
const viewIds = Object.values(contributes.views).flatMap((views) => views.map(({ id }) => id));

/** Key bindings, documents and outside tests depend on these: neither an id nor a title of them changes. */
const lastingTitles: Readonly<Record<string, string>> = {
  'polyai.addConnection': 'Add Connection…',
  'polyai.editConnection': 'Edit Connection…',
  'polyai.removeConnection': 'Remove Connection',
  'polyai.switchConnection': 'Switch Connection…',
  'polyai.testConnection': 'Test Connection',
  'polyai.createChat': 'Create Chat',
  'polyai.createChatWithParameters': 'Create Chat with Parameters…',
  'polyai.sendMessage': 'Send Message',
  'polyai.closeChat': 'Close Chat',
  'polyai.showOutput': 'Show Output',
  'polyai.copyConversationId': 'Copy Conversation ID',
  'polyai.copyAsCurl': 'Copy as cURL',
  'polyai.openConversation': 'Open Conversation',
  'polyai.openAsText': 'Open as Text',
  'polyai.rerunConversation': 'Create Again with the Same Parameters',
  'polyai.compareConversations': 'Compare Conversations…',
  'polyai.forkConversation': 'Fork at a Turn…',
  'polyai.searchHistory': 'Search History…',
  'polyai.deleteConversation': 'Delete Conversation',
  'polyai.clearHistory': 'Clear History…',
  'polyai.startStandInAgent': 'Start Stand-in Agent',
  'polyai.stopStandInAgent': 'Stop Stand-in Agent',
  'polyai.saveAsChatTest': 'Save as Chat Test…',
  'polyai.newChatTest': 'New Chat Test',
  'polyai.addChatTestsToCi': 'Add Chat Tests to CI…',
};

const titleOf = (id: string | undefined) => {
  const title = contributes.commands.find(({ command }) => command === id)?.title ?? '';
  return packageNls[title.slice(1, -1)] ?? '';
};

describe('commands of the manifest', () => {
  it('keep the ids and titles that people have learned, and stand in the tables of the README', async () => {
    const titles = Object.fromEntries(
      contributes.commands.map(({ command, title }) => [command, packageNls[title.slice(1, -1)]]),
    );
    assert.deepEqual({ ...titles, ...lastingTitles }, titles);
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| (.+?) +\| `(polyai\.\w+)` +\|$/gm)];
    assert.deepEqual(Object.fromEntries(rows.map(([, title, id = '']) => [id, title])), titles);
  });

  it('are in the palette, but for those of which the README says so', async () => {
    const hidden = (contributes.menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
    const named = hidden.map(({ command }) => titleOf(command));
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const [, sentence = ''] = /^## Commands\n\n(.*?)\n\n/ms.exec(readme) ?? [];
    assert.deepEqual(
      named.filter((title) => !sentence.replaceAll(/\s+/g, ' ').includes(`_${title}_`)),
      [],
    );
  });

  it('have each a place of its own in a menu', () => {
    for (const [menu, entries] of Object.entries(contributes.menus)) {
      const places = entries.map(({ group = '', when = '' }) => `${group} ${when}`);
      const twice = places.filter((place, index) => /@/.test(place) && places.indexOf(place) !== index);
      assert.deepEqual(twice, [], menu);
    }
  });

  it('are the commands that the code registers', async () => {
    const source = await readFile(path.join(root, 'src/vscode/commands/commands.ts'), 'utf8');
    const body = /interface CommandHandlers \{(.*?)\n\}/s.exec(source)?.[1] ?? '';
    const registered = [...body.matchAll(/^ {2}'([^']+)':/gm)].map(([, id = '']) => id);
    assert.deepEqual(commandIds.toSorted(), registered.toSorted());
  });

  it('are each contributed once, in the category PolyAI', () => {
    assert.equal(new Set(commandIds).size, commandIds.length);
    for (const { command, category } of contributes.commands) {
      assert.match(command, /^polyai\.[a-z][A-Za-z]+$/);
      assert.equal(category, 'PolyAI', command);
    }
  });
});

describe('what the manifest refers to', () => {
  const menuItems = Object.values(contributes.menus).flat();

  it('menus and key bindings name commands that exist', () => {
    for (const { command } of [...menuItems, ...contributes.keybindings]) {
      assert.ok(commandIds.includes(command), command);
    }
  });

  it('conditions name views and context keys that exist', () => {
    const controllerIds = ['polyai.chatTests', 'polyai.adkTests'];
    const contextKeys = [
      'polyai.hasConnections',
      'polyai.hasOpenProject',
      'polyai.standInRunning',
      'polyai.canUndoDelete',
      'polyai.historyFiltered',
      'polyai.conversationPanelActive',
      'polyai.acceptable',
    ];
    const conditions = [...menuItems, ...contributes.keybindings, ...contributes.viewsWelcome];
    for (const { when = '' } of conditions) {
      for (const [name] of when.matchAll(/polyai\.[A-Za-z.]+/g)) {
        const isKnown = [...viewIds, ...contextKeys, ...controllerIds].includes(name);
        assert.ok(isKnown, `${name} in "${when}"`);
      }
    }
  });

  // The editor has no such operator, and shows an entry whose condition it cannot read everywhere.
  it('conditions deny a pattern as the editor understands it', () => {
    for (const { when = '' } of [...menuItems, ...contributes.keybindings]) assert.doesNotMatch(when, /!~/);
  });

  it('links in welcome views and the walkthrough run commands that exist', () => {
    for (const [key, text] of Object.entries(packageNls)) {
      for (const [, id = ''] of text.matchAll(/\(command:([^)]+)\)/g)) {
        const known = commandIds.includes(id) || viewIds.some((view) => id === `${view}.focus`);
        assert.ok(known, `${id} in ${key}`);
      }
    }
  });

  it('welcome texts belong to views, and the views are the public ones', () => {
    assert.deepEqual(viewIds, ['polyai.connections', 'polyai.history']);
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(({ id }) => id),
      ['polyai'],
    );
    for (const { view } of contributes.viewsWelcome) assert.ok(viewIds.includes(view), view);
  });

  it('pictures and icons are files', async () => {
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    const icons = contributes.viewsContainers.activitybar.map(({ icon }) => icon);
    for (const file of [manifest.icon, ...icons, ...steps.map(({ media }) => media.svg)]) {
      assert.ok((await readFile(path.join(root, file))).length > 0, file);
    }
  });

  it('the first step of the walkthrough leads to the panel, in both languages, and no step speaks of the output', () => {
    for (const words of [packageNls, readPackageNls('de')]) {
      const steps = Object.entries(words).filter(([key]) => key.startsWith('walkthrough.'));
      for (const [key, sentence] of steps) assert.doesNotMatch(sentence, /output|ausgabe/i, key);
      for (const part of ['description', 'alt']) {
        assert.match(words[`walkthrough.standIn.${part}`] ?? '', /panel/i);
      }
    }
  });

  it('the steps of the walkthrough are done by commands, views and context keys that exist', async () => {
    const keys = await readContextKeys();
    const known: Record<string, readonly string[]> = {
      onCommand: commandIds,
      onView: viewIds,
      onContext: keys,
    };
    for (const step of contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps)) {
      for (const event of step.completionEvents) {
        const [kind, expression = ''] = event.split(':');
        for (const id of expression.split(' && ')) {
          assert.ok(known[kind ?? '']?.includes(id) || isOfEditor(id), event);
        }
      }
    }
  });
});

/** What VS Code itself says of what is shown. */
function isOfEditor(condition: string): boolean {
  const view = /^view\.(.+)\.visible$/.exec(condition)?.[1];
  return (
    condition === "activeEditor == 'gettingStartedPage'" || (view !== undefined && viewIds.includes(view))
  );
}

/** The keys that the sources set. */
async function readContextKeys(): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const file of glob('src/vscode/**/*.ts', { cwd: root })) {
    const source = await readFile(path.join(root, file), 'utf8');
    keys.push(...[...source.matchAll(/'setContext',\s*'([^']+)'/g)].map(([, key = '']) => key));
  }
  return keys;
}

describe('settings of the manifest', () => {
  it('are the settings of the code, with the same defaults', () => {
    assert.deepEqual(
      Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, setting.default])),
      Object.fromEntries(Object.entries(settingDefaults).map(([name, value]) => [`polyai.${name}`, value])),
    );
  });

  for (const [name, setting] of Object.entries(settings)) {
    it(`${name} states its scope and has a description`, () => {
      assert.ok(
        ['application', 'machine', 'window', 'resource'].includes(setting.scope ?? ''),
        setting.scope,
      );
      assert.match(setting.markdownDescription ?? '', /^%.+%$/);
    });
  }

  // A folder's settings must never decide how long, or where to, a secret is sent.
  it('are all in the table of the README, with the same defaults', async () => {
    const readme = await readFile(path.join(root, 'README.md'), 'utf8');
    const rows = [...readme.matchAll(/^\| `(polyai\.[\w.]+)` +\| `([^`]+)` +\|/gm)];
    const shown = (value: unknown) => (Array.isArray(value) ? JSON.stringify(value) : String(value));
    assert.deepEqual(
      Object.fromEntries(rows.map(([, name, value]) => [name, value])),
      Object.fromEntries(Object.entries(settings).map(([name, { default: value }]) => [name, shown(value)])),
    );
  });

  it('polyai.requestTimeoutSeconds cannot be set by a folder', () => {
    assert.equal(settings['polyai.requestTimeoutSeconds']?.scope, 'application');
  });

  // A test file may be written by anybody; the folder it lies in must not open the environment to it.
  it('polyai.chatTests.environmentVariables cannot be set by a folder', () => {
    assert.equal(settings['polyai.chatTests.environmentVariables']?.scope, 'application');
  });
});

describe('what holds text that is not ours', () => {
  it('has a language in which nothing is a link, and changes the looks of no other', async () => {
    const source = await readFile(path.join(root, 'src/vscode/common/editor.ts'), 'utf8');
    const [, language = ''] = /createOutputChannel\('PolyAI', '([^']+)'\)/.exec(source) ?? [];
    const languages = contributes.languages.map(({ id }) => id);
    assert.ok(languages.includes(language));
    assert.deepEqual(
      Object.keys(contributes.configurationDefaults),
      languages.map((id) => `[${id}]`),
    );
    for (const looks of Object.values(contributes.configurationDefaults)) {
      assert.equal(looks['editor.links'], false);
    }
  });
});

describe('activation and trust', () => {
  it('activates only for what it contributes, to restore its own panels and documents, and for files that may be chat tests', () => {
    // Chat tests, and agents of the ADK: never every file of YAML.
    const others = [
      'workspaceContains:**/*.polyai.{yaml,yml}',
      'workspaceContains:_gen/.agent_studio_config',
      'workspaceContains:agent_settings/languages.yaml',
      // A document that was open comes back with its window.
      ...['conversation', 'raw', 'comparison'].map((kind) => `onFileSystem:polyai-${kind}`),
    ];
    for (const event of others) assert.ok(manifest.activationEvents.includes(event), event);
    for (const event of manifest.activationEvents) {
      assert.ok(others.includes(event) || /^onWebviewPanel:polyai\.[A-Za-z]+$/.test(event), event);
    }
  });

  it('works in a restricted workspace with limits it names', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, 'limited');
    assert.match(manifest.capabilities.untrustedWorkspaces.description, /^%.+%$/);
  });

  it('obeys no setting of a folder before it is trusted', () => {
    const ofFolders = Object.entries(settings).flatMap(([name, { scope }]) =>
      scope === 'window' || scope === 'resource' ? [name] : [],
    );
    assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, ofFolders);
  });
});
