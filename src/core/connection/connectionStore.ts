import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import type { CreateChatParameters, JsonObjectText } from '../chatApi/chatClient.ts';
import { withoutMessages } from '../chatApi/withoutMessages.ts';
import type { Disposable } from '../common/disposable.ts';
import { Emitter, type Event } from '../common/event.ts';
import { HumanError } from '../common/humanError.ts';
import { type JsonObject, parseJsonObject, toJsonObject } from '../common/jsonObject.ts';
import { createJsonFile } from '../files/jsonFile.ts';
import { createChoiceInMemory, findActive, toChoice, type ActiveChoice } from './activeConnection.ts';
import { environments, isLive, isStandIn, type Connection } from './connection.ts';
import { validateConnection } from './validateConnection.ts';

/**
 * The saved connections of this editor profile, in one file that all its windows share. Secrets are not here
 * (see SecretVault). Every method that writes rejects with HumanError when it could not.
 */
export interface ConnectionStore extends Disposable {
  /** In the order they were added. */
  list(): readonly Connection[];
  get(id: string): Connection | undefined;
  /**
   * The connection that was chosen in this window or workspace; while there is none, the one that was chosen last
   * before this window began, or the first. A live one only when it was chosen, here and as a live one.
   */
  readonly active: Connection | undefined;
  setActive(id: string): Promise<void>;
  add(connection: Connection): Promise<void>;
  /** Changes the fields that are given; the others stay as they are by now, also when another window has changed them. */
  update(change: ConnectionChange): Promise<void>;
  /** Its last parameters go with it. Remove its secrets from the vault first. */
  remove(id: string): Promise<void>;
  /**
   * What the last chat on this connection was created with, but for its first message, which is said once; empty
   * when there was none.
   */
  lastParameters(id: string): CreateChatParameters;
  setLastParameters(id: string, parameters: CreateChatParameters): Promise<void>;
  /** The connections or the active one changed, in whichever window. */
  readonly onDidChange: Event<void>;
}

export type ConnectionChange = Pick<Connection, 'id'> & Partial<Connection>;

export interface ConnectionStoreOptions {
  /** Where `connections.json` is kept. */
  readonly directory: string;
  /** Where the choice of the active connection is kept; in memory when left out. */
  readonly choice?: ActiveChoice | undefined;
  /** Told when the file could not be read. */
  readonly onNotice?: ((notice: HumanError) => void) | undefined;
  /** Masks the secrets of all connections in what a person typed; rejects with HumanError while it cannot. */
  readonly withoutSecrets?: (<T>(typed: T) => Promise<T>) | undefined;
  /** When false, the last parameters hold nothing that was said. */
  readonly recordMessages?: (() => boolean) | undefined;
}

const connectionSchema = v.pipe(
  v.object({
    id: v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/)),
    name: v.string(),
    region: v.string(),
    accountId: v.string(),
    projectId: v.string(),
    environment: v.picklist(environments),
  }),
  v.check((connection) => validateConnection(connection) === undefined),
);

const text = v.optional(v.string());
const parametersSchema = v.object({
  variantId: text,
  channel: text,
  asrLangCode: text,
  ttsLangCode: text,
  integrationAttributes: v.optional(v.custom<JsonObjectText>(isJsonObjectText)),
});

export function createConnectionStore(options: ConnectionStoreOptions): ConnectionStore {
  const file = createJsonFile({
    path: path.join(options.directory, 'connections.json'),
    version: 1,
    onNotice: options.onNotice,
  });
  const changed = new Emitter<void>();
  const withoutSecrets = options.withoutSecrets ?? (async (typed) => typed);

  const list = () =>
    entriesOf(file.read())
      .map(toConnection)
      .filter((entry) => entry !== undefined);
  const get = (id: string) => list().find((connection) => connection.id === id);
  const choice = options.choice ?? createChoiceInMemory();
  // Read once: what another window switches to later does not change what is active in this one.
  const { active: inheritedId } = file.read();
  const active = () => findActive(list(), choice.read(), inheritedId);

  // The last parameters are in the same file: views need not redraw for them.
  const shown = () => JSON.stringify([list(), active()?.id]);
  let announced = shown();
  const announce = () => {
    const now = shown();
    if (now === announced) return;
    announced = now;
    changed.fire();
  };
  const subscription = file.onDidChange(announce);

  const requireKnown = (contents: JsonObject, id: string) => {
    if (entriesOf(contents).some((entry) => idOf(entry) === id)) return;
    throw new HumanError(l10n.t('This connection is no longer there. Another window may have removed it.'));
  };

  return {
    list,
    get,
    get active() {
      return active();
    },
    setActive: async (id) => {
      requireKnown(file.read(), id);
      const connection = get(id);
      if (connection === undefined) return;
      await choice.write(toChoice(connection));
      announce();
      // For windows to come. They do not begin with a live one.
      if (!isLive(connection)) await file.update((contents) => ({ ...contents, active: id }));
    },
    add: async (given) => {
      // The stand-in agent's name is not typed, and it must be there though a keychain is locked.
      const connection = isStandIn(given) ? given : { ...given, name: await withoutSecrets(given.name) };
      requireValid(connection);
      await file.update((contents) => {
        const entries = entriesOf(contents);
        if (entries.some((entry) => idOf(entry) === connection.id)) {
          throw new HumanError(l10n.t('There is a connection with this id already.'));
        }
        return { ...contents, connections: [...entries, { ...connection }] };
      });
    },
    update: async (given) => {
      const { name } = given;
      const change = name === undefined ? given : { ...given, name: await withoutSecrets(name) };
      await file.update((contents) => {
        requireKnown(contents, change.id);
        const replaced = entriesOf(contents).map((entry) => {
          if (idOf(entry) !== change.id) return entry;
          const changed = { ...(entry as JsonObject), ...change };
          requireValid(changed as unknown as Connection);
          return changed;
        });
        return { ...contents, connections: replaced };
      });
    },
    remove: (id) =>
      file.update((contents) => ({
        ...contents,
        active: contents['active'] === id ? undefined : contents['active'],
        connections: entriesOf(contents).filter((entry) => idOf(entry) !== id),
        lastParameters: Object.fromEntries(
          Object.entries(lastParametersOf(contents)).filter(([key]) => key !== id),
        ),
      })),
    lastParameters: (id) => {
      const all = lastParametersOf(file.read());
      const parsed = v.safeParse(parametersSchema, Object.hasOwn(all, id) ? all[id] : {});
      return parsed.success ? parsed.output : {};
    },
    setLastParameters: async (id, parameters) => {
      const { initialMessage: _, ...said } = parameters;
      const masked = await withoutSecrets(said);
      await file.update((contents) => {
        requireKnown(contents, id);
        const kept = options.recordMessages?.() === false ? withoutMessages(masked) : masked;
        return { ...contents, lastParameters: { ...lastParametersOf(contents), [id]: kept } };
      });
    },
    onDidChange: changed.event,
    dispose: () => {
      subscription.dispose();
      changed.dispose();
      file.dispose();
    },
  };
}

function requireValid(connection: Connection): void {
  const problem = validateConnection(connection);
  if (problem !== undefined) throw new HumanError(problem);
}

/** All entries, also those that this version cannot read: they are written back as they are. */
function entriesOf(contents: JsonObject): readonly unknown[] {
  return Array.isArray(contents['connections']) ? (contents['connections'] as unknown[]) : [];
}

function toConnection(entry: unknown): Connection | undefined {
  const parsed = v.safeParse(connectionSchema, entry);
  return parsed.success ? parsed.output : undefined;
}

function idOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'id' in entry ? entry.id : undefined;
}

function lastParametersOf(contents: JsonObject): JsonObject {
  return toJsonObject(contents['lastParameters']);
}

function isJsonObjectText(value: unknown): boolean {
  return typeof value === 'string' && parseJsonObject(value) !== undefined;
}
