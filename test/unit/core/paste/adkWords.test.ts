import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { readAdkWords } from '../../../../src/core/paste/adkWords.ts';
import { longestStretch } from '../../../support/timing.ts';

/** 100,000 when asked, which takes ten seconds to write. */
const topics = Number(process.env['TOPICS'] ?? 300);

describe('the words of an agent project that anybody may have written', () => {
  let outside = '';
  let folder = '';
  const write = (name: string, text: string) => writeFile(path.join(folder, name), text);
  before(async () => {
    outside = await mkdtemp(path.join(tmpdir(), 'adk-words-'));
    folder = path.join(outside, 'project');
    await mkdir(path.join(folder, 'topics'), { recursive: true });
    await mkdir(path.join(folder, 'config'));
  });
  after(() => rm(outside, { recursive: true, force: true }));

  it('are those of its own files: no link out of it, no device, no large file, nothing that hides', async () => {
    await writeFile(
      path.join(outside, 'other.yaml'),
      'name: Other\nexample_queries: [secret of another folder]\n',
    );
    await symlink(path.join(outside, 'other.yaml'), path.join(folder, 'topics/a.yaml'));
    await symlink('/dev/zero', path.join(folder, 'topics/b.yaml'));
    await write('topics/c.yaml', `example_queries: [large]\n${'# x\n'.repeat(500_000)}`);
    await write(
      'topics/d.yaml',
      'a: &a [x]\nexample_queries: [*a, {b: c}, 7, "turned\u202e round", "two\\nlines", "  "]\n',
    );
    await write('topics/e.yaml', 'name: Markup\nexample_queries: ["[x](command:y) <b>**$(zap)**"]\n');
    await write(
      'config/handoffs.yaml',
      'handoffs: [{ name: desk }, { name: [x] }, desk, { __proto__: { name: no } }]\n',
    );
    const { destinations, queries } = await readAdkWords(folder);
    assert.deepEqual(
      queries.map(({ text }) => text),
      ['7', '[x](command:y) <b>**$(zap)**'],
    );
    assert.deepEqual(destinations, ['desk']);
  });

  it(`of ${topics} topics are those of the first, and hold no thread for 100 ms`, async () => {
    const many = path.join(outside, 'many');
    await mkdir(path.join(many, 'topics'), { recursive: true });
    for (let from = 0; from < topics; from += 300) {
      const names = Array.from({ length: 300 }, (_, index) => `t${1_000_000 + from + index}.yaml`);
      // oxlint-disable-next-line no-await-in-loop -- some at a time
      await Promise.all(
        names.map((name) => writeFile(path.join(many, 'topics', name), 'example_queries: [q]')),
      );
    }
    const { longestMs, result } = await longestStretch(() => readAdkWords(many));
    assert.equal(result.queries.length, 100);
    assert.ok(longestMs < 100, `${longestMs} ms`);
  });
});
