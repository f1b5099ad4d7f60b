import { once } from 'node:events';
import type * as vscode from 'vscode';
import type { KeptTestRun } from '../../core/history/testResults.ts';
import { findGit } from './gitExtension.ts';

/** In a large repository a look takes long, and a run does not wait for it. */
const longestLookMs = 2000;

/** The commit that the folder of a file is at; null where that is not known. */
export async function readCommit(uri: vscode.Uri | undefined): Promise<KeptTestRun['commit']> {
  if (uri === undefined) return null;
  const repository = (await findGit())?.getRepository(uri);
  if (repository === null || repository === undefined) return null;
  // A test is often run right after a commit, which the editor's Git notices a moment later.
  const isTooSlow = AbortSignal.timeout(longestLookMs);
  await Promise.race([repository.status().catch(() => undefined), once(isTooSlow, 'abort')]);
  const head = repository.state.HEAD;
  if (head?.commit === undefined) return null;
  const { workingTreeChanges, indexChanges, mergeChanges } = repository.state;
  return {
    id: head.commit,
    branch: head.name ?? null,
    dirty: workingTreeChanges.length + indexChanges.length + mergeChanges.length > 0,
  };
}
