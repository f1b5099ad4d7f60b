import { execFile } from 'node:child_process';
import type { TestReport } from '../../core/chatTest/testReport.ts';

/** The folder may be anybody's: no program that its settings name is started. */
const quiet = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];

/** The commit that the folder is at; null where there is no git, no repository or no commit. */
export async function readGitCommit(folder: string): Promise<TestReport['commit']> {
  const id = await git(folder, ['rev-parse', '--verify', 'HEAD']);
  if (id === undefined || id === '') return null;
  const [branch, changes] = await Promise.all([
    git(folder, ['symbolic-ref', '--short', '-q', 'HEAD']),
    git(folder, ['status', '--porcelain', '--untracked-files=no']),
  ]);
  return { id, branch: branch === undefined || branch === '' ? null : branch, dirty: changes !== '' };
}

function git(folder: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 5000, maxBuffer: 16 * 1024 * 1024, windowsHide: true };
    execFile('git', [...quiet, ...args], options, (error, out) => resolve(error ? undefined : out.trim()));
  });
}
