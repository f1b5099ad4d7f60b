import * as l10n from '@vscode/l10n';
import { HumanError } from '../common/humanError.ts';
import type { WithProgress } from '../common/withProgress.ts';
import type { Connection } from '../connection/connection.ts';
import { replayQuestion } from '../connection/liveGuard.ts';
import type { Agents } from './agents.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationService } from './conversationService.ts';
import { toSnapshot } from './createChat.ts';
import { turnsBefore } from './judgeFork.ts';
import { requireUnmasked } from './maskedContent.ts';
import { toRepeatedContent } from './repeatedContent.ts';
import { replayTurns, turnsToReplay, type ReplayStop } from './replayTurns.ts';
import { toRerunResult, type RerunResult } from './rerunResult.ts';

export interface ReplayChatDeps extends Pick<Agents, 'liveGuard' | 'resolveTarget' | 'timeoutSeconds'> {
  readonly service: Pick<ConversationService, 'create' | 'send'>;
  readonly withProgress: WithProgress;
  /** Keeps with the new conversation what differs. */
  recordRerun(id: string, result: RerunResult): void;
  /** Shows the new conversation as soon as it is there. */
  show(conversation: Conversation): void;
}

/** How a replay went: what differs, when there was one, and why it stopped early. */
export interface Replayed {
  readonly result: RerunResult | undefined;
  readonly stop: ReplayStop | undefined;
}

/**
 * Creates the conversation again on a connection and says everything the person said in it, one after the other.
 * Undefined when the person declined.
 */
export type ReplayChat = (
  original: Conversation,
  connection: Connection,
  /** A fork: only the turns before this one are said again. */
  forkedAt?: number,
) => Promise<Replayed | undefined>;

export function createChatReplay(deps: ReplayChatDeps): ReplayChat {
  return async (original, connection, forkedAt) => {
    const turns = forkedAt === undefined ? turnsToReplay(original) : turnsBefore(original, forkedAt);
    if (turns === undefined) {
      throw new HumanError(l10n.t('What was said in this conversation was not recorded.'), {
        remedy: l10n.t('Create it again and talk to the agent yourself.'),
      });
    }
    const contents = turns.map((turn) => toRepeatedContent(turn));
    // All messages are looked at first, because half a replay is no replay.
    requireUnmasked(original.parameters, contents);
    if (!(await deps.liveGuard.confirmBatch(connection, replayQuestion(connection, turns.length)))) {
      return undefined;
    }
    const target = await deps.resolveTarget(connection);

    let latest: Conversation | undefined;
    const stop = await deps.withProgress(
      l10n.t('Replaying with {0}', connection.name),
      async (signal, report) => {
        const events = replayTurns(deps.service, {
          connection: toSnapshot(connection, target.origin),
          parameters: original.parameters,
          replayOf: original.id,
          turns: contents,
          target,
          signal,
          timeoutSeconds: deps.timeoutSeconds(),
        });
        for await (const event of events) {
          if ('conversation' in event) latest = event.conversation;
          if (event.kind === 'created') deps.show(event.conversation);
          if (event.kind === 'sending') report(l10n.t('Turn {0} of {1}', event.turn, event.total));
          if (event.kind === 'stopped') return event;
        }
        return undefined;
      },
    );
    const result = latest && toRerunResult(original, latest, forkedAt);
    if (latest && result) deps.recordRerun(latest.id, result);
    return { result, stop };
  };
}
