import { execFile } from 'node:child_process';
import path from 'node:path';
import { withoutSecrets } from '../../core/connection/environmentSecrets.ts';
import type { TestReport } from '../../core/chatTest/testReport.ts';

/*
 * The folder and its `.git` may be written by others: no program that its settings name is started. Those are the file system
 * monitor and hooks, the filters of files that Git would have to read, here and in submodules, and what fetches objects
 * that are missing.
 */
const quiet = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
const alone = { GIT_ALLOW_PROTOCOL: 'none', GIT_NO_LAZY_FETCH: '1' };

/** The commit that the folder is at; null where there is no git, no repository or no commit. */
export async function readGitCommit(folder: string): Promise<TestReport['commit']> {
  const id = await git(folder, ['rev-parse', '--verify', 'HEAD']);
  if (id === undefined || id === '') return null;
  const [branch, dirty] = await Promise.all([
    git(folder, ['symbolic-ref', '--short', '-q', 'HEAD']),
    isDirty(folder),
  ]);
  return { id, branch: branch === undefined || branch === '' ? null : branch, dirty };
}

/** True also where it cannot be told without starting a filter of the folder. */
async function isDirty(folder: string): Promise<boolean> {
  const settings = await git(folder, ['config', '--list', '--name-only', '--show-scope']);
  if (settings === undefined || /^(?!global|system|command)\S+\s+filter\./m.test(settings)) return true;
  const look = ['status', '--porcelain', '--untracked-files=no', '--ignore-submodules=dirty'];
  return (await git(folder, look)) !== '';
}

function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = {
      // Not the folder: Windows looks there first for a program of that name.
      cwd: path.dirname(process.execPath),
      env: { ...withoutSecrets(process.env), ...alone },
      timeout: 5000,
      maxBuffer: 16 * 1024 * 1024,
      windowsHide: true,
    };
    execFile('git', [...quiet, '-C', folder, ...args], options, (error, out) =>
      resolve(error ? undefined : out.trim()),
    );
  });
}
