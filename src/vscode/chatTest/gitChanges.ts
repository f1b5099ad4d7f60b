import path from 'node:path';
import * as vscode from 'vscode';
import type { ShownCommit } from '../../core/chatTest/changesText.ts';
import type { KeptTestRun } from '../../core/history/testResults.ts';
import { readAdkProject } from '../../core/paste/adkProject.ts';
import { isInside } from '../../core/files/isInside.ts';
import { findGit, type GitApi, type GitChange, type GitRepository } from './gitExtension.ts';

/** What lies between two commits of the repository that a file is in. */
export interface GitChanges {
  readonly commits: readonly ShownCommit[];
  readonly hasMore: boolean;
  /** The agent's files then and now; undefined on the side where there is none. */
  readonly files: readonly FileChange[];
}

export interface FileChange {
  readonly uri: vscode.Uri;
  readonly before?: vscode.Uri | undefined;
  readonly after?: vscode.Uri | undefined;
}

const mostCommits = 50;
const mostFiles = 50;

/** Undefined when it cannot be told: no repository, or a commit that is not there any more. */
export async function readChanges(
  file: vscode.Uri,
  from: KeptTestRun['commit'],
  to: KeptTestRun['commit'],
): Promise<GitChanges | undefined> {
  const git = await findGit();
  const repository = git?.getRepository(file);
  if (git === undefined || repository === null || repository === undefined || from === null || to === null)
    return undefined;
  if (from.id === to.id) return { commits: [], hasMore: false, files: [] };
  const project = await findProject(file, repository);
  const isOfAgent = ({ uri }: GitChange) => isInside(project, uri.fsPath);
  try {
    const found = await repository.log({ range: `${from.id}..${to.id}`, maxEntries: mostCommits + 1 });
    const commits: ShownCommit[] = [];
    for (const { hash, message, parents, authorName, authorDate } of found.slice(0, mostCommits)) {
      const [parent] = parents;
      // oxlint-disable-next-line no-await-in-loop -- one git after the other
      const changes = parent === undefined ? [] : await repository.diffBetween(parent, hash);
      commits.push({
        id: hash,
        subject: message.split('\n')[0] ?? '',
        author: authorName,
        at: authorDate?.toISOString(),
        files: changes
          .filter(isOfAgent)
          .slice(0, mostFiles)
          .map(({ uri }) => path.relative(project, uri.fsPath).replaceAll('\\', '/')),
      });
    }
    const changed = (await repository.diffBetween(from.id, to.id)).filter(isOfAgent).slice(0, mostFiles);
    return {
      commits,
      hasMore: found.length > mostCommits,
      files: changed.map((change) => toFileChange(git, change, from.id, to.id)),
    };
  } catch {
    return undefined;
  }
}

/** The agent's folder around the test; the whole repository where there is no project. */
async function findProject(file: vscode.Uri, { rootUri }: GitRepository): Promise<string> {
  const project = vscode.workspace.isTrusted ? await readAdkProject(path.dirname(file.fsPath)) : undefined;
  const root = rootUri.fsPath;
  return project !== undefined && isInside(root, project.folder) ? project.folder : root;
}

/** As the Git extension numbers them. */
const added: ReadonlySet<number> = new Set([1, 7]);
const deleted: ReadonlySet<number> = new Set([2, 6]);

function toFileChange(
  git: GitApi,
  { uri, originalUri, status }: GitChange,
  from: string,
  to: string,
): FileChange {
  return {
    uri,
    before: added.has(status) ? undefined : git.toGitUri(originalUri, from),
    after: deleted.has(status) ? undefined : git.toGitUri(uri, to),
  };
}
