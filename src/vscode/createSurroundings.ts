import * as vscode from 'vscode';
import type { DisposableStore } from '../core/common/disposable.ts';
import { createSetting } from './common/settings.ts';
import { createErrorFunnel } from './common/showError.ts';
import { credentialsActions } from './connection/missingCredentials.ts';

/** What the editor gives every part: the two channels, the one funnel of errors, and the settings. */
export function createSurroundings(context: vscode.ExtensionContext, parts: DisposableStore) {
  const output = parts.add(vscode.window.createOutputChannel('PolyAI'));
  const log = parts.add(vscode.window.createOutputChannel('PolyAI Log', { log: true }));
  const showError = createErrorFunnel(log);
  return {
    context,
    /** Shared by all windows of this profile. */
    directory: context.globalStorageUri.fsPath,
    /** Milliseconds since 1970. */
    now: Date.now,
    output,
    log,
    showError,
    onError: (error: unknown, source = 'background') => showError(error, source, credentialsActions(error)),
    requestTimeout: createSetting('requestTimeoutSeconds', parts),
    recordMessages: createSetting('history.recordMessages', parts),
    retentionDays: createSetting('history.retentionDays', parts),
    onLeave: createSetting('openConversations.onLeave', parts),
  };
}

export type Surroundings = ReturnType<typeof createSurroundings>;
