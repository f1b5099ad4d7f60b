import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import { root } from '../../support/manifest.ts';

/** Every file of ours that runs with this one. Types are erased, so what is imported as a type does not count. */
function closureOf(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const source = readFileSync(path.join(root, file), 'utf8');
  const imports = /(?:^|\n)(?:import|export)(?! type)[^;]*? from '(\.[^']+)'|import\('(\.[^']+)'\)/g;
  for (const [, from, late] of source.matchAll(imports)) {
    closureOf(path.join(path.dirname(file), from ?? late ?? ''), seen);
  }
  return seen;
}

it('the command line and the editor load the same engine', () => {
  const engine = 'src/core/conversation/conversationService.ts';
  assert.ok(closureOf('src/cli/main.ts').has(engine));
  assert.ok(closureOf('src/extension.ts').has(engine));
});

it('every command that talks to an agent runs on the engine, and nothing else of the command line calls the client', () => {
  const conversation = 'src/core/conversation';
  for (const name of ['create', 'send', 'close', 'chat', 'test']) {
    const closure = closureOf(`src/cli/commands/${name}Command.ts`);
    assert.ok(closure.has(`${conversation}/conversationService.ts`), name);
    assert.ok(closure.has(`${conversation}/memoryRecord.ts`), name);
    if (name === 'chat' || name === 'test') assert.ok(closure.has(`${conversation}/replayTurns.ts`), name);
  }
  const callers = [...closureOf('src/cli/main.ts')].filter(
    (file) =>
      file.startsWith('src/cli/') &&
      /\bclient\.(?:create|respond|close)\(|\bcreateConversationService\(/.test(
        readFileSync(path.join(root, file), 'utf8'),
      ),
  );
  assert.deepEqual(callers, ['src/cli/memoryService.ts']);
});

it('the command line brings no file of the editor', () => {
  const files = [...closureOf('src/cli/main.ts')];
  assert.deepEqual(
    files.filter((file) => /^src\/(vscode|panels|protocol)\/|^media\//.test(file)),
    [],
  );
});
