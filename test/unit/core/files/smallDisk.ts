import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../../../support/until.ts';

/** A disk of its own with 1 MB, whose free space a test decides. */
export interface SmallDisk extends AsyncDisposable {
  readonly directory: string;
  /** In kB. */
  leaveFree(size: number): void;
  /** Empty again: also of the log of a history whose last write is still being brought to the disk beside the thread. */
  clear(): Promise<void>;
}

/** Why there can be none here; undefined when there can. */
export async function whyNoSmallDisk(): Promise<string | undefined> {
  if (process.platform !== 'linux') return 'a small disk is mounted on Linux only';
  if (process.getuid?.() !== 0) return 'only root may mount a small disk';
  try {
    await mountSmallDisk()[Symbol.asyncDispose]();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

export function mountSmallDisk(): SmallDisk {
  const directory = mkdtempSync(path.join(tmpdir(), 'polyai-small-disk-'));
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', directory], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    rmSync(directory, { recursive: true });
    throw new Error(`no small disk could be mounted: ${stderr?.trim() || 'there is no mount'}`);
  }
  const used = path.join(directory, 'used');
  return {
    directory: path.join(directory, 'storage'),
    leaveFree(size) {
      rmSync(used, { force: true });
      const { bavail, bsize } = statfsSync(directory);
      writeFileSync(used, Buffer.alloc(bavail * bsize - size * 1024));
    },
    async clear() {
      rmSync(used, { force: true });
      rmSync(path.join(directory, 'storage'), { recursive: true, force: true });
      await until('the removed files to be let go', () => {
        const { bavail, blocks } = statfsSync(directory);
        return bavail === blocks;
      });
      mkdirSync(path.join(directory, 'storage'));
    },
    async [Symbol.asyncDispose]() {
      await until('the small disk to be let go', () => {
        const { stderr } = spawnSync('umount', [directory], { encoding: 'utf8' });
        // A file that was left open, say.
        if (stderr) throw new Error(stderr);
        return true;
      });
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
