import type * as vscode from 'vscode';
import type { KeptTestRun } from '../../core/history/testResults.ts';
import { findGit } from './gitExtension.ts';

/** The commit that the folder of a file is at; null where that is not known. */
export async function readCommit(uri: vscode.Uri | undefined): Promise<KeptTestRun['commit']> {
  if (uri === undefined) return null;
  const repository = (await findGit())?.getRepository(uri);
  const head = repository?.state.HEAD;
  if (repository === null || repository === undefined || head?.commit === undefined) return null;
  const { workingTreeChanges, indexChanges, mergeChanges } = repository.state;
  return {
    id: head.commit,
    branch: head.name ?? null,
    dirty: workingTreeChanges.length + indexChanges.length + mergeChanges.length > 0,
  };
}
