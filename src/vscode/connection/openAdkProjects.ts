import path from 'node:path';
import * as vscode from 'vscode';
import { readAdkProject, type AdkProject } from '../../core/paste/adkProject.ts';

const searchMs = 1500;

/**
 * The ADK projects of the open folders: around the file being edited, at the top of each folder, and up to two
 * levels below it, where the ADK puts `<account>/<project>`. None in a restricted workspace.
 */
export async function readOpenAdkProjects(): Promise<readonly AdkProject[]> {
  if (!vscode.workspace.isTrusted) return [];
  const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  if (folders.length === 0) return [];
  const edited = vscode.window.activeTextEditor?.document.uri;
  const starts = [
    ...(edited === undefined ? [] : [path.dirname(edited.fsPath)]),
    ...folders.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath),
    ...(await findManifests()).map(({ fsPath }) => path.dirname(fsPath)),
  ];
  const projects = new Map<string, AdkProject>();
  for (const project of await Promise.all(starts.map((start) => readAdkProject(start)))) {
    if (project !== undefined && !projects.has(project.folder)) projects.set(project.folder, project);
  }
  return [...projects.values()];
}

async function findManifests(): Promise<readonly vscode.Uri[]> {
  const canceller = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => canceller.cancel(), searchMs);
  try {
    const found = await vscode.workspace.findFiles(
      '{*,*/*}/project.yaml',
      '**/node_modules/**',
      20,
      canceller.token,
    );
    return found.filter(({ scheme }) => scheme === 'file');
  } finally {
    clearTimeout(timer);
    canceller.dispose();
  }
}
