import { config } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DisposableStore } from '../../core/common/disposable.ts';
import { toWords } from '../../core/common/shortWords.ts';
import { createErrorFunnel, credentialsActions } from '../commands/showError.ts';
import { createSetting } from './settings.ts';

/**
 * What the editor gives every room: its words in a user's language, the two channels, the one funnel of errors, the
 * settings, and where it keeps what is ours.
 */
export function createEditor(context: vscode.ExtensionContext, parts: DisposableStore) {
  const { extension, extensionUri, secrets, globalState, workspaceState, globalStorageUri, storageUri } =
    context;
  config({ contents: toWords(vscode.l10n.bundle ?? {}) });
  // A language of its own only for how it looks: what was said is indented, and needs no guides (package.json).
  const output = parts.add(vscode.window.createOutputChannel('PolyAI', 'polyai-output'));
  const log = parts.add(vscode.window.createOutputChannel('PolyAI Log', { log: true }));
  const showError = createErrorFunnel(log);
  return {
    /** Milliseconds since 1970. */
    now: Date.now,
    output,
    log,
    showError,
    onError: (error: unknown, source = 'background') => showError(error, source, credentialsActions(error)),
    requestTimeout: createSetting('requestTimeoutSeconds', parts),
    recordMessages: createSetting('history.recordMessages', parts),
    retentionDays: createSetting('history.retentionDays', parts),
    retentionCount: createSetting('history.retentionCount', parts),
    onLeave: createSetting('openConversations.onLeave', parts),
    outputShow: createSetting('output.show', parts),
    testInclude: createSetting('chatTests.include', parts),
    testConcurrency: createSetting('chatTests.concurrency', parts),
    testRetentionDays: createSetting('chatTests.retentionDays', parts),
    testVariables: createSetting('chatTests.environmentVariables', parts),
    secrets,
    globalState,
    workspaceState,
    /** The folder of files that all windows of this profile share. */
    profileDirectory: globalStorageUri.fsPath,
    /** The folder of files of this workspace, and of the profile in a window that has none open. */
    workspaceDirectory: (storageUri ?? globalStorageUri).fsPath,
    /** The folder of this extension. */
    extensionUri,
    version: (extension.packageJSON as { readonly version: string }).version,
  };
}

export type Editor = ReturnType<typeof createEditor>;
