import * as vscode from 'vscode';
import type { Setting } from '../../core/common/setting.ts';
import type { OnLeave } from '../../core/conversation/leaving.ts';

/** Every setting with its type and default; the manifest is checked against this by a test. */
export const settingDefaults = {
  requestTimeoutSeconds: 60,
  'history.retentionDays': 0,
  'history.retentionCount': 0,
  'history.recordMessages': true,
  'openConversations.onLeave': 'ask',
  'output.show': 'once',
  'chatTests.include': '**/*.polyai.yaml',
  'chatTests.concurrency': 2,
  'chatTests.retentionDays': null,
  'chatTests.environmentVariables': [],
} as const;

/** What becomes of open conversations when the window is left. */
const onLeaveChoices: readonly OnLeave[] = ['ask', 'always', 'never'];

/** When the output opens by itself. */
const outputShowChoices = ['once', 'always', 'never'] as const;

export type OutputShow = (typeof outputShowChoices)[number];

const choicesOf: Readonly<Partial<Record<keyof SettingTypes, readonly unknown[]>>> = {
  'openConversations.onLeave': onLeaveChoices,
  'output.show': outputShowChoices,
};

interface SettingTypes {
  requestTimeoutSeconds: number;
  'history.retentionDays': number;
  'history.retentionCount': number;
  'history.recordMessages': boolean;
  'openConversations.onLeave': OnLeave;
  'output.show': OutputShow;
  'chatTests.include': string;
  'chatTests.concurrency': number;
  /** Null: as the history. */
  'chatTests.retentionDays': number | null;
  'chatTests.environmentVariables': readonly string[];
}

/** A setting as the editor has it. A value that it cannot have counts as the default. */
export function createSetting<K extends keyof SettingTypes>(
  name: K,
  owner: { add<D extends vscode.Disposable>(item: D): D },
): Setting<SettingTypes[K]> {
  const emitter = owner.add(new vscode.EventEmitter<SettingTypes[K]>());
  const read = (): SettingTypes[K] => {
    const value: unknown = vscode.workspace.getConfiguration('polyai').get(name);
    const fallback: SettingTypes[K] = settingDefaults[name];
    const isPossible = choicesOf[name]?.includes(value) ?? isLike(fallback, value);
    return isPossible ? (value as SettingTypes[K]) : fallback;
  };
  owner.add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(`polyai.${name}`)) emitter.fire(read());
    }),
  );
  return {
    get value() {
      return read();
    },
    onDidChange: emitter.event,
  };
}

function isLike(fallback: unknown, value: unknown): boolean {
  if (fallback === null) return value === null || typeof value === 'number';
  if (!Array.isArray(fallback)) return typeof value === typeof fallback;
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
