import type { DisposableStore } from '../core/common/disposable.ts';
import { Emitter } from '../core/common/event.ts';
import { createConnectionStore } from '../core/connection/connectionStore.ts';
import { createKnownSecrets, requireMasked } from '../core/connection/knownSecrets.ts';
import { createSecretVault } from '../core/connection/secretVault.ts';
import type { ConversationEvent } from '../core/conversation/conversationService.ts';
import type { Surroundings } from './createSurroundings.ts';

const activeConnectionKey = 'connections.active';

/** The connections and their secrets. Nothing here is seen, and nothing here calls an agent. */
export function createStores(
  { context, directory, recordMessages, onError }: Surroundings,
  parts: DisposableStore,
) {
  const vault = parts.add(createSecretVault(context.secrets));
  const knownSecrets = parts.add(createKnownSecrets(vault));
  return {
    connections: parts.add(
      createConnectionStore({
        directory,
        onNotice: onError,
        withoutSecrets: (typed) => requireMasked(knownSecrets, typed),
        recordMessages: () => recordMessages.value,
        choice: {
          read: () => context.workspaceState.get(activeConnectionKey),
          write: (value) => context.workspaceState.update(activeConnectionKey, value),
        },
      }),
    ),
    vault,
    knownSecrets,
    /** What the conversation service announces, for those who are there before it. */
    conversationEvents: parts.add(new Emitter<ConversationEvent>(onError)),
  };
}

export type Stores = ReturnType<typeof createStores>;
