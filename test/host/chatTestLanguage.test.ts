import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createConnectionStore } from '../../src/core/connection/connectionStore.ts';
import { createTestLanguage } from '../../src/vscode/chatTest/language/testLanguage.ts';
import { until } from '../support/until.ts';

const redHat = 'redhat.vscode-yaml';
/** Made by packNeighbours. */
const redHatPackage = join(import.meta.dirname, '../../out/test-host/vscode-yaml.vsix');

/** What a person sees in a chat test, asked as the editor asks. */
describe('a chat test in the editor', () => {
  const workspace = vscode.workspace.workspaceFolders?.[0]?.uri;
  let folder: string;
  let count = 0;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'polyai-language-'));
    await vscode.extensions.getExtension('polyai-chat.polyai-chat')?.activate();
  });
  after(() => rm(folder, { recursive: true }));

  /** Opens a file with this text; the last `|` is the cursor. */
  async function open(marked: string, name = `${count++}.polyai.yaml`) {
    const offset = marked.includes('|') ? marked.lastIndexOf('|') : marked.length;
    const file = join(folder, name);
    await writeFile(file, marked.slice(0, offset) + marked.slice(offset + 1));
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    return { document, uri: document.uri, position: document.positionAt(offset) };
  }

  async function offered(marked: string): Promise<readonly vscode.CompletionItem[]> {
    const { uri, position } = await open(marked);
    return until('something is offered', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        position,
      );
      const own = items.filter(({ kind }) => kind !== vscode.CompletionItemKind.Snippet);
      return own.some(({ sortText }) => sortText !== undefined && /^\d{5}$/.test(sortText)) && own;
    });
  }
  const labels = (items: readonly vscode.CompletionItem[]) =>
    items.map(({ label }) => (typeof label === 'string' ? label : label.label));

  const told = (uri: vscode.Uri) =>
    vscode.languages
      .getDiagnostics(uri)
      .filter(({ source }) => source === 'PolyAI')
      .map(({ message }) => message);
  /** Whether what is said in the turns stands in the outline: Red Hat's extension shows their numbers. */
  const hasOwnOutline = async (uri: vscode.Uri, message: string) => {
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    return symbols?.some(({ children }) => children.some(({ name }) => name === message)) === true;
  };

  // The first one: all others have Red Hat's extension beside ours, and completion, hover and rename stay.
  it('steps back when Red Hat’s extension is installed beside it and has started, not before', async () => {
    const { document, uri } = await open('test: a\nturns:\n  - user: hello\n    expect: { contains: [a }\n');
    const edit = async (text: string) => {
      const change = new vscode.WorkspaceEdit();
      change.replace(uri, document.lineAt(3).range, text);
      await vscode.workspace.applyEdit(change);
    };
    assert.equal(vscode.extensions.getExtension(redHat), undefined);
    await until('the syntax error is told', () => told(uri).some((one) => one.includes('is not closed')));
    await until('the outline is ours', () => hasOwnOutline(uri, 'hello'));

    let start: () => void = () => undefined;
    const yamlExtensionMayStart = new Promise<void>((resolve) => (start = resolve));
    Object.assign(globalThis, { yamlExtensionMayStart });
    await vscode.commands.executeCommand('workbench.extensions.command.installFromVSIX', [
      vscode.Uri.file(redHatPackage),
    ]);
    const other = await until('it is there', () => vscode.extensions.getExtension(redHat));
    const { version } = other.packageJSON as { version: string };
    // The real one starts when it likes.
    if (version === '0.0.0') {
      const before = told(uri);
      await edit("    expect: { contains: '");
      await until('while it starts, the next syntax error is told', () => {
        const now = told(uri);
        return now.length > 0 && now.join() !== before.join();
      });
      assert.equal(other.isActive, false);
      assert.equal(await hasOwnOutline(uri, 'hello'), true);
    }
    start();
    await until('it has started, and says it', () => told(uri).length === 0);
    // The editor asks for the outline again when the text has changed.
    await edit('    expect: { contains: [b }');
    await until('the outline is not ours', async () => !(await hasOwnOutline(uri, 'hello')));
    assert.equal(other.isActive, true);
  }).timeout(30_000);

  it('offers keys while the file does not parse, with what each is', async () => {
    const items = await offered('test: a\nturns:\n  - user: "hello\n    expect: { contains: [a\n    ca|');
    assert.ok(labels(items).includes('capture'), labels(items).join());
    const { documentation, insertText } = items.find(({ label }) => label === 'capture') ?? {};
    assert.ok(typeof documentation === 'string');
    assert.match(documentation, /Keeps parts[^]*\n\ncapture: \{/);
    assert.equal(insertText, 'capture:\n      ');
  });

  it('offers the variables behind ${, and replaces only the name', async () => {
    const [day] = await offered('vars: { day: Friday }\nturns:\n  - user: On ${d|, please');
    assert.equal(day?.label, 'day');
    assert.equal(day.insertText, 'day}');
  });

  it('offers the columns of a rows file, and shows their values', async () => {
    await writeFile(join(folder, 'cities.csv'), 'city,hours\nLondon,[x](command:a)\nBerlin,```\n');
    const text = 'test: a\nrows: cities.csv\nturns:\n  - user: ${ho|urs}\n    expect: { contains: a }\n';
    assert.ok(labels(await offered(text)).includes('hours'));
    const { uri, position } = await open(text);
    const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      uri,
      position,
    );
    const [content] = hover?.contents ?? [];
    const { value, isTrusted, supportHtml } = content as vscode.MarkdownString;
    assert.match(value, /rows[^]*\n```text\n\[x\]\(command:a\)\n'''\n```/);
    assert.ok(isTrusted !== true && supportHtml !== true);
  });

  it('finds and renames a variable everywhere, and touches nothing else', async () => {
    const text = [
      'test: A day # with a comment',
      'vars: { day: Friday,   "other": x }',
      'turns:',
      '',
      "  - user:   '${day} or ${ day }'   # and another",
      '    expect: { contains: ["${da|y}"] }',
      '    said: ${day}',
      '',
    ].join('\n');
    const { document, uri, position } = await open(text);
    const at = (locations: readonly vscode.Location[]) =>
      locations.map(({ range }) => range.start.line).sort((a, b) => a - b);
    const definitions = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeDefinitionProvider',
      uri,
      position,
    );
    assert.deepEqual(at(definitions), [1]);
    const references = await vscode.commands.executeCommand<vscode.Location[]>(
      'vscode.executeReferenceProvider',
      uri,
      position,
    );
    assert.deepEqual(at(references), [1, 4, 4, 5]);
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      uri,
      position,
      'weekday',
    );
    await vscode.workspace.applyEdit(edit);
    const renamed = text
      .replace('|', '')
      .replace('{ day:', '{ weekday:')
      .replace("'${day} or ${ day }'", "'${weekday} or ${ weekday }'")
      .replace('["${day}"]', '["${weekday}"]');
    assert.equal(document.getText(), renamed);
  });

  it('shows the outline, the links and the variables in colour', async () => {
    const { document, uri } = await open(
      'test: a\nrows: cities.csv\nturns:\n  - user: "Hello ${city}"\n    expect: { contains: b }\n',
    );
    // Of a file of YAML Red Hat's extension has one; this file is still ours by its name.
    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    const symbols = await until('the outline is there', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      );
      return found.length > 0 && found;
    });
    const turns = symbols.find(({ name }) => name === 'turns');
    assert.deepEqual(
      turns?.children.map(({ name, children }) => [name, ...children.map((child) => child.name)]),
      [['Hello ${city}', 'contains']],
    );
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      uri,
    );
    assert.deepEqual(
      links.map(({ target }) => target?.fsPath),
      [join(folder, 'cities.csv')],
    );
    const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
      'vscode.provideDocumentSemanticTokens',
      uri,
    );
    assert.deepEqual(Array.from(tokens.data), [3, 17, 7, 0, 0]);
  });

  it('the name of a connection leads to its settings, and no other text does', async () => {
    const connections = createConnectionStore({ directory: folder, onNotice: assert.fail });
    const place = { region: 'uk-1', accountId: 'acme', projectId: 'hotel', environment: 'sandbox' } as const;
    await connections.add({ id: 'pre', name: 'Acme: pre-release', ...place });
    await connections.add({ id: 'b', name: '](command:quit)', ...place });
    const none = { page: () => ({ conversations: [] }), get: () => undefined };
    const language = createTestLanguage({ connections, history: async () => none });
    const targetsOf = async (head: string) => {
      const { document } = await open(`test: a\n${head}turns:\n  - user: Acme: pre-release\n`);
      return language
        .links(document)
        .map((link) => [document.getText(link.range), link.target?.toString(true)]);
    };
    const idIn = (target: string | undefined) => {
      const [command, argument = ''] = target?.split('?') ?? [];
      assert.equal(command, 'command:polyai.editConnection');
      return JSON.parse(decodeURIComponent(argument)) as unknown;
    };
    const [[text, target] = [], ...more] = await targetsOf("connection: 'Acme: pre-release'\n");
    assert.deepEqual([text, more], ["'Acme: pre-release'", []]);
    assert.deepEqual(idIn(target), ['pre']);
    const both = await targetsOf('matrix: { connection: ["](command:quit)", "Acme: pre-release", gone] }\n');
    assert.deepEqual(
      both.map(([, to]) => idIn(to)),
      [['b'], ['pre']],
    );
    for (const name of ['gone', 'command:polyai.clearHistory', 'https://evil.invalid', '${x}']) {
      assert.deepEqual(await targetsOf(`connection: "${name}"\n`), [], name);
    }
  });

  it('offers what was said before as text, whatever was said', async () => {
    const hostile = [
      'a\n  - user: b',
      '${1:x}$0 ${env:POLYAI_API_KEY}',
      '[x](command:workbench.action.quit) $(trash) <b>',
      '\u202Etxt \u0007',
    ];
    const connections = createConnectionStore({ directory: folder, onNotice: assert.fail });
    await connections.setActive('b');
    const turns = hostile.map((userText) => ({ userText }));
    const history = {
      page: () => ({
        conversations: [{ id: 'c', connection: { accountId: 'acme', projectId: 'hotel' }, turnCount: 4 }],
      }),
      get: () => ({ turns }),
    };
    const language = createTestLanguage({ connections, history: async () => history as never });
    const { document, position } = await open('test: a\nturns:\n  - user: |\n');
    const items = (await language.completions(document, position, undefined)) ?? [];
    assert.equal(items.length, hostile.length);
    for (const { label, insertText, detail, documentation, command } of items) {
      assert.ok(typeof label === 'string' && typeof insertText === 'string', 'a snippet');
      assert.doesNotMatch(label, /[\p{Cc}\p{Bidi_Control}]|\$\(/u);
      assert.doesNotMatch(insertText, /\n|(?<!\$)\$\{/);
      assert.deepEqual([detail, documentation, command], ['said before', undefined, undefined]);
    }
  });

  it('leaves syntax errors and the outline to Red Hat’s extension where that is active, and nothing else', async () => {
    const { document, uri, position } = await open(
      'tst: a\nturns:\n  - user: "${a}"\n    expect: { contains: [a }\n    |',
    );
    assert.equal(document.languageId, 'yaml');
    assert.equal(await hasOwnOutline(uri, '${a}'), false);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    assert.ok(labels(items).includes('capture'));

    const edit = new vscode.WorkspaceEdit();
    edit.replace(uri, document.lineAt(3).range, '    expekt: { contains: a }');
    edit.replace(uri, document.lineAt(4).range, '');
    await vscode.workspace.applyEdit(edit);
    await until('what is wrong with the test itself is told', () =>
      told(uri).some((one) => one.includes('Did you mean “expect”?')),
    );
    const broken = new vscode.WorkspaceEdit();
    broken.replace(uri, document.lineAt(3).range, '    expect: { contains: [a }');
    await vscode.workspace.applyEdit(broken);
    await until('no syntax error is told', () => told(uri).length === 0);

    await vscode.languages.setTextDocumentLanguage(document, 'plaintext');
    await until('where it does not look, the syntax error is ours', () =>
      told(uri).some((one) => one.includes('is not closed')),
    );
    await until('and so is the outline', () => hasOwnOutline(uri, '${a}'));
  });

  it('has nothing to do with other files of YAML', async () => {
    const { uri, position } = await open('vars: { day: a }\nturns:\n  - user: ${|', 'other.yaml');
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      uri,
    );
    assert.deepEqual(symbols ?? [], []);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      position,
    );
    assert.ok(!labels(items).includes('day}'));
  });

  it('warns of slashes around an expression, which would be looked for, and takes them away', async () => {
    const { document, uri } = await open(
      "test: a\nturns:\n  - user: a\n    expect: { matches: /it's \\d+/i }\n",
    );
    const [warning] = await until('the warning', () => {
      const found = vscode.languages.getDiagnostics(uri);
      return found.length > 0 && found;
    });
    assert.equal(warning?.severity, vscode.DiagnosticSeverity.Warning);
    const [action] = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      warning.range,
    );
    assert.equal(action?.title, "Change to “it's \\d+”");
    assert.ok(action.edit);
    await vscode.workspace.applyEdit(action.edit);
    assert.match(document.lineAt(3).text, /matches: 'it''s \\d\+' \}/);
    await until('nothing is wrong', () => told(uri).length === 0);
  });

  it('a change of its rows is a change of the test', async () => {
    const rows = join(folder, 'rows.csv');
    const { uri } = await open(
      'test: In ${city}\nrows: rows.csv\nturns:\n  - user: ${city}\n    expect: { contains: a }\n',
    );
    await until('the missing file is told', () => told(uri).some((one) => one.includes('There is no file')));
    await writeFile(rows, 'city\nLondon\n');
    await until('it is there', () => told(uri).length === 0);
    await writeFile(rows, 'town\nLondon\n');
    await until('its columns are others', () => told(uri).some((one) => one.includes('no variable “city”')));
    await rm(rows);
    await until('it has gone', () => told(uri).some((one) => one.includes('There is no file')));
  });

  it('knows the destinations and questions of an agent project that is open', async () => {
    assert.ok(workspace);
    for (const [name, text] of [
      ['project.yaml', 'project_id: p\naccount_id: a\nregion: uk-1\n'],
      ['config/handoffs.yaml', 'handoffs:\n  - name: front-desk\n'],
      ['topics/food.yaml', 'name: Food\nexample_queries:\n  - Is there breakfast?\n'],
    ] as const) {
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(workspace, name), Buffer.from(text));
    }
    // What is open is looked at again every ten seconds.
    await until('the destination', async () => {
      const destinations = labels(
        await offered('turns:\n  - user: a\n    expect:\n      handoff:\n        destination: |'),
      );
      if (destinations.includes('front-desk')) return true;
      throw new Error(destinations.join());
    });
    assert.ok(labels(await offered('turns:\n  - user: |')).includes('Is there breakfast?'));
  });

  it('of two agent projects that are open, a test is offered the words of the one it lies in', async () => {
    assert.ok(workspace);
    const write = async (name: string, text: string) => {
      const uri = vscode.Uri.joinPath(workspace, name);
      await vscode.workspace.fs.writeFile(uri, Buffer.from(text));
      return uri;
    };
    for (const name of ['one', 'two']) {
      // oxlint-disable-next-line no-await-in-loop -- a few small files
      await write(`${name}/project.yaml`, `project_id: ${name}\naccount_id: a\nregion: uk-1\n`);
      // oxlint-disable-next-line no-await-in-loop -- as above
      await write(`${name}/config/handoffs.yaml`, `handoffs:\n  - name: ${name}-desk\n`);
    }
    const text = 'turns:\n  - user: a\n    expect:\n      handoff:\n        destination: ';
    const uri = await write('one/tests/a.polyai.yaml', text);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const destinations = await until('the words of the project', async () => {
      const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        uri,
        document.positionAt(text.length),
      );
      const found = labels(items).filter((label) => label.endsWith('desk'));
      return found.includes('one-desk') && found;
    });
    assert.deepEqual(destinations, ['one-desk']);
  });
});
