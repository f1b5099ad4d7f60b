// A process of its own: the same texts kept and searched by another package. `historyPeers.ts FOLDER NAME CONVERSATIONS`
// FOLDER holds the packages; none of them is among those of this project.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { aGeneratedConversation, commonWord, rareWord } from './historyTexts.ts';

/** What a peer does with the texts; `append` returns when it would be there after a restart. */
interface Keeper {
  readonly add: (id: number, text: string) => void;
  readonly search: (word: string) => number;
  readonly append: (id: number, text: string) => void | Promise<void>;
}

const [packages = '', name = '', count = ''] = process.argv.slice(2);
const folder = mkdtempSync(path.join(tmpdir(), 'polyai-peer-'));
const load = createRequire(path.join(packages, 'package.json'));
const hits = 50;

const keepers: Readonly<Record<string, () => Promise<Keeper>>> = {
  async minisearch() {
    const MiniSearch = load('minisearch') as new (options: object) => {
      add: (document: object) => void;
      search: (word: string) => unknown[];
    };
    const index = new MiniSearch({ fields: ['text'] });
    const add = (id: number, text: string) => index.add({ id, text });
    return {
      add,
      search: (word) => index.search(word).slice(0, hits).length,
      append(id, text) {
        add(id, text);
        writeFileSync(path.join(folder, 'index.json'), JSON.stringify(index));
      },
    };
  },
  async flexsearch() {
    const { Index } = load('flexsearch') as {
      Index: new () => {
        add: (id: number, text: string) => void;
        search: (word: string, limit: number) => unknown[];
        export: (keep: (key: string, data: unknown) => void) => void;
      };
    };
    const index = new Index();
    return {
      add: (id, text) => index.add(id, text),
      search: (word) => index.search(word, hits).length,
      append(id, text) {
        index.add(id, text);
        index.export((key, data) => writeFileSync(path.join(folder, `${key}.json`), String(data)));
      },
    };
  },
  async lowdb() {
    const file = pathToFileURL(path.join(packages, 'node_modules', 'lowdb', 'lib', 'presets', 'node.js'));
    const { JSONFileSyncPreset } = (await import(file.href)) as {
      JSONFileSyncPreset: <T>(path: string, data: T) => { data: T; write: () => void };
    };
    const kept = JSONFileSyncPreset(path.join(folder, 'kept.json'), {
      texts: [] as { id: number; text: string }[],
    });
    return {
      add: (id, text) => void kept.data.texts.push({ id, text }),
      search(word) {
        const found = [];
        for (let place = kept.data.texts.length - 1; place >= 0 && found.length < hits; place--) {
          const one = kept.data.texts[place];
          if (one?.text.includes(word)) found.push(one);
        }
        return found.length;
      },
      append(id, text) {
        kept.data.texts.push({ id, text });
        kept.write();
      },
    };
  },
};

function median(times: number, action: () => unknown): number {
  const taken = Array.from({ length: times }, () => {
    const started = performance.now();
    action();
    return performance.now() - started;
  });
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

try {
  const keeper = await keepers[name]?.();
  if (!keeper) throw new Error(`There is no peer ${name}`);
  const before = process.memoryUsage().rss;
  const started = performance.now();
  let id = 0;
  for (let number = 0; number < Number(count); number++) {
    for (const { userText, reply } of aGeneratedConversation(number, 10).turns) {
      for (const text of [userText, reply]) if (text !== undefined) keeper.add(id++, text);
    }
  }
  const buildSeconds = (performance.now() - started) / 1000;
  const texts = id;
  const memoryMb = (process.memoryUsage().rss - before) / 1e6;
  const commonMs = median(9, () => keeper.search(commonWord));
  const rareMs = median(9, () => keeper.search(rareWord));
  const found = keeper.search(rareWord);
  const appendMs = median(3, () => keeper.append(id++, 'One more room with a view'));
  console.log(JSON.stringify({ name, texts, buildSeconds, memoryMb, commonMs, rareMs, found, appendMs }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
