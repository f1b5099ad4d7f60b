import { Emitter } from '../../../src/core/common/event.ts';
import type { Setting } from '../../../src/core/common/setting.ts';
import type { Editor } from '../../../src/vscode/common/editor.ts';
import { MemorySecrets } from '../core/connection/memorySecrets.ts';

/** What `createEditor` gives, for rooms that are put together without a window. */
export function anEditor(directory: string, showError: Editor['showError']): Editor {
  const editor: Pick<Editor, 'now' | 'showError' | 'onError'> & Record<string, unknown> = {
    now: Date.now,
    output: { appendLine: () => undefined, show: () => undefined },
    log: { warn: () => undefined, error: () => undefined, show: () => undefined },
    showError,
    onError: (error) => {
      throw error;
    },
    requestTimeout: aSetting(5),
    recordMessages: aSetting(true),
    retentionDays: aSetting(0),
    retentionCount: aSetting(0),
    testRetentionDays: aSetting(null),
    onLeave: aSetting('ask'),
    outputShow: aSetting('never'),
    secrets: new MemorySecrets(),
    globalState: { get: (_key: string, fallback: unknown) => fallback, update: async () => undefined },
    workspaceState: { get: () => undefined, update: async () => undefined },
    profileDirectory: directory,
    workspaceDirectory: directory,
    extensionUri: '',
    version: '0.0.0',
  };
  return editor as unknown as Editor;
}

function aSetting<T>(value: T): Setting<T> {
  return { value, onDidChange: new Emitter<T>().event };
}
