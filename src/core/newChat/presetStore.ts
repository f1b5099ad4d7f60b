import * as l10n from '@vscode/l10n';
import type { Disposable } from '../common/disposable.ts';
import type { Event } from '../common/event.ts';
import { HumanError } from '../common/humanError.ts';
import { type JsonObject, toJsonObject } from '../common/jsonObject.ts';
import { createJsonFile } from '../files/jsonFile.ts';

export interface Preset<Draft> {
  readonly name: string;
  readonly draft: Draft;
}

/** Named drafts in one file that all windows share: presets by the user's name, or what is being typed by tab. */
export interface PresetStore<Draft> extends Disposable {
  /** By name, as people sort. */
  list(): readonly Preset<Draft>[];
  get(name: string): Draft | undefined;
  /** Adds or replaces; resolves with the name as it was saved. Rejects with HumanError when it could not be saved. */
  save(name: string, draft: Draft): Promise<string>;
  remove(name: string): Promise<void>;
  readonly onDidChange: Event<void>;
}

export interface PresetStoreOptions<Draft> {
  /** The JSON file. */
  readonly path: string;
  /** A draft from what was read; undefined when it is none. Such entries are kept in the file, not listed. */
  readonly parseDraft: (value: unknown) => Draft | undefined;
  /** Masks the secrets of all connections in what a person typed; rejects with HumanError while it cannot. */
  readonly withoutSecrets?: (<T>(typed: T) => Promise<T>) | undefined;
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
}

export function createPresetStore<Draft>(options: PresetStoreOptions<Draft>): PresetStore<Draft> {
  const file = createJsonFile({ path: options.path, version: 1, onNotice: options.onNotice });

  const get = (name: string): Draft | undefined => {
    const presets = presetsOf(file.read());
    return Object.hasOwn(presets, name) ? options.parseDraft(presets[name]) : undefined;
  };

  return {
    list: () =>
      Object.keys(presetsOf(file.read()))
        .sort((a, b) => a.localeCompare(b))
        .flatMap((name) => {
          const draft = get(name);
          return draft === undefined ? [] : [{ name, draft }];
        }),
    get,
    save: async (name, draft) => {
      const problem = validatePresetName(name);
      if (problem !== undefined) throw new HumanError(problem);
      const kept = (await options.withoutSecrets?.({ name, draft })) ?? { name, draft };
      await file.update((contents) => ({
        ...contents,
        presets: Object.fromEntries([...Object.entries(presetsOf(contents)), [kept.name, kept.draft]]),
      }));
      return kept.name;
    },
    remove: (name) =>
      file.update((contents) => ({
        ...contents,
        presets: Object.fromEntries(Object.entries(presetsOf(contents)).filter(([key]) => key !== name)),
      })),
    onDidChange: file.onDidChange,
    dispose: () => file.dispose(),
  };
}

export function validatePresetName(name: string): string | undefined {
  if (name.trim() === '') return l10n.t('Enter a name for the preset.');
  return name.length > 100 ? l10n.t('Use at most {0} characters.', 100) : undefined;
}

function presetsOf(contents: JsonObject): JsonObject {
  return toJsonObject(contents['presets']);
}
