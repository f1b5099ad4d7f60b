import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { createPresetStore } from '../../../../src/core/newChat/presetStore.ts';

test('presets are kept by name; damaged ones are not listed', async (t) => {
  const directory = mkdtempSync(path.join(tmpdir(), 'presets-'));
  const options = {
    path: path.join(directory, 'presets.json'),
    parseDraft: (value: unknown) => (typeof value === 'string' ? value : undefined),
  };
  writeFileSync(options.path, '{"version":1,"presets":{"damaged":7}}');
  const store = createPresetStore(options);
  const again = createPresetStore(options);
  t.after(() => {
    store.dispose();
    again.dispose();
    rmSync(directory, { recursive: true });
  });
  await store.save('Zoo', 'z');
  await store.save('árbol', 'a');
  await store.save('__proto__', 'p');
  await store.save('Zoo', 'zz');
  assert.deepEqual(
    again.list().map(({ name, draft }) => [name, draft]),
    [
      ['__proto__', 'p'],
      ['árbol', 'a'],
      ['Zoo', 'zz'],
    ],
  );
  assert.equal(again.get('toString'), undefined);
  await again.remove('Zoo');
  assert.equal(store.get('Zoo'), undefined);
  await assert.rejects(store.save(' ', 'x'), /Enter a name/);
});
