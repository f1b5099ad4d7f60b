import { mkdirSync, readFileSync, renameSync, statSync, unwatchFile, watch, watchFile } from 'node:fs';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import type { Disposable } from '../common/disposable.ts';
import { Emitter, type Event } from '../common/event.ts';
import { HumanError } from '../common/humanError.ts';
import { type JsonObject, parseJsonObject } from '../common/jsonObject.ts';
import { withFileLock } from './fileLock.ts';
import { codeOf, findLeftovers, removeLeftovers, replaceFile, toSaveProblem } from './replaceFile.ts';

export interface JsonFileOptions {
  readonly path: string;
  /** The version written. A file of a higher version is left exactly as it is. */
  readonly version: number;
  /** Told once about each file that could not be read; the file itself is kept. */
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
}

/**
 * A small JSON file that several windows share. It is read again whenever it changed on disk, written as a
 * whole (a new file renamed over the old one, readable by its owner only), and never deleted: one that is not
 * JSON is moved aside and named in a notice, one that cannot be opened or is of a newer version stays.
 */
export interface JsonFile extends Disposable {
  /** The contents now, with keys that we do not know; an empty object when there is no file. */
  read(): JsonObject;
  /**
   * Reads the file again, applies `change`, writes the result. One window at a time.
   * Rejects with HumanError when it could not be saved; nothing has changed then.
   */
  update(change: (contents: JsonObject) => JsonObject): Promise<void>;
  /** Fires when the contents differ from what was last announced, whichever window changed them. */
  readonly onDidChange: Event<void>;
}

interface Snapshot {
  /** Tells one state of the file on disk from another without reading it. */
  readonly stamp: string;
  readonly text: string;
  readonly contents: JsonObject;
  /** Why the file must not be written over. */
  readonly blocked?: HumanError;
}

const absent: Snapshot = { stamp: '', text: '', contents: {} };

export function createJsonFile(options: JsonFileOptions): JsonFile {
  const file = options.path;
  const lockFile = `${file}.lock`;
  const changed = new Emitter<void>();
  let snapshot: Snapshot = absent;
  let announcedText = '';
  let queue: Promise<unknown> = Promise.resolve();

  const read = (): Snapshot => {
    const stamp = stampOf(file);
    if (stamp !== snapshot.stamp) snapshot = stamp === '' ? absent : load(stamp);
    return snapshot;
  };

  const load = (stamp: string): Snapshot => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return absent;
      return block(stamp, l10n.t('The file {0} could not be opened ({1}).', file, codeOf(error)), error);
    }
    const contents = parseJsonObject(text.replace(/^\uFEFF/, ''));
    if (contents === undefined) return setAside(stamp);
    if (typeof contents['version'] === 'number' && contents['version'] > options.version) {
      const sentence = l10n.t('The file {0} was written by a newer version of PolyAI Chat.', file);
      return block(stamp, sentence, undefined, l10n.t('Update the extension.'));
    }
    return { stamp, text, contents };
  };

  const block = (stamp: string, sentence: string, cause?: unknown, remedy?: string): Snapshot => {
    const blocked = new HumanError(sentence, { remedy, cause });
    options.onNotice?.(blocked);
    return { stamp, text: '', contents: {}, blocked };
  };

  const setAside = (stamp: string): Snapshot => {
    // Another window may have moved it aside and saved a good one: that one stays.
    if (stampOf(file) !== stamp) return read();
    const kept = `${file}.unreadable-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
    try {
      renameSync(file, kept);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return absent;
      return block(stamp, l10n.t('The file {0} is not readable and could not be moved aside.', file), error);
    }
    options.onNotice?.(
      new HumanError(l10n.t('The file {0} could not be read, so it was kept as {1}.', file, kept), {
        remedy: l10n.t('Repair the kept file and rename it back, or go on without it.'),
      }),
    );
    return absent;
  };

  const announce = () => {
    const { text } = read();
    if (text === announcedText) return;
    announcedText = text;
    changed.fire();
  };

  const save = async (change: (contents: JsonObject) => JsonObject): Promise<void> => {
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      await withFileLock(lockFile, () => {
        removeLeftovers(file);
        const before = read();
        if (before.blocked) throw before.blocked;
        const contents = { ...change(before.contents), version: options.version };
        const text = `${JSON.stringify(contents, undefined, 2)}\n`;
        if (text !== before.text) replaceFile(file, text);
      });
    } catch (error) {
      throw toSaveProblem(error, file);
    }
    announce();
  };

  announcedText = read().text;
  // Without waiting for the next save: what was typed may be in them.
  if (findLeftovers(file).length > 0) {
    queue = withFileLock(lockFile, () => removeLeftovers(file)).catch(() => undefined);
  }
  const watcher = watchForChanges(file, announce);
  return {
    read: () => read().contents,
    update: (change) => {
      const done = queue.then(() => save(change));
      queue = done.catch(() => undefined);
      return done;
    },
    onDidChange: changed.event,
    dispose: () => {
      watcher.dispose();
      changed.dispose();
    },
  };
}

/** The folder is watched, not the file: a rename gives the file a new identity. */
function watchForChanges(file: string, listener: () => void): Disposable {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const watcher = watch(path.dirname(file), { persistent: false }, (_, name) => {
      if (name === null || name === path.basename(file)) listener();
    });
    // The folder went away: what is on disk is still read whenever it is asked for.
    watcher.on('error', () => watcher.close());
    return { dispose: () => watcher.close() };
  } catch {
    // Too many watches, or a file system without any: look every two seconds instead.
    watchFile(file, { persistent: false, interval: 2000 }, listener);
    return { dispose: () => unwatchFile(file, listener) };
  }
}

function stampOf(file: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return '';
  }
}
