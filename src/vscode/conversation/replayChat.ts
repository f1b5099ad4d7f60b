import * as l10n from '@vscode/l10n';
import type { ChatTarget } from '../../core/chatApi/chatClient.ts';
import { HumanError } from '../../core/common/humanError.ts';
import type { Connection } from '../../core/connection/connection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import { requireUnmasked } from '../../core/conversation/maskedContent.ts';
import { toRepeatedContent } from '../../core/conversation/repeatedContent.ts';
import { replayTurns, turnsToReplay, type ReplayStop } from '../../core/conversation/replayTurns.ts';
import { turnsBefore } from '../../core/conversation/judgeFork.ts';
import { toRerunResult, type RerunResult } from '../../core/conversation/rerunResult.ts';
import { toRerunText } from '../../core/wording/rerunText.ts';
import { noteInStatusBar, notifyInformation } from '../asking/notifications.ts';
import type { ShowError } from '../commands/showError.ts';
import { withSlowProgress } from '../asking/progress.ts';
import { type LiveGuard, replayQuestion } from '../../core/connection/liveGuard.ts';
import { toSnapshot } from '../../core/conversation/createChat.ts';
import { showTurnFailure } from './failureActions.ts';

export interface ReplayChatDeps {
  readonly service: Pick<ConversationService, 'create' | 'send'>;
  readonly liveGuard: Pick<LiveGuard, 'confirmBatch'>;
  resolveTarget(connection: Connection): Promise<ChatTarget>;
  timeoutSeconds(): number;
  readonly showError: ShowError;
  /** Keeps with the new conversation what differs. */
  recordRerun(id: string, result: RerunResult): void;
  /** Shows the new conversation as soon as it is there. */
  show(conversation: Conversation): void;
}

/**
 * Creates the conversation again on a connection and says everything the person said in it, one after the other. Resolves when that
 * is over, whatever became of it; why it stopped early was shown.
 */
export type ReplayChat = (
  original: Conversation,
  connection: Connection,
  /** A fork: only the turns before this one are said again. */
  forkedAt?: number,
) => Promise<void>;

export function createChatReplay(deps: ReplayChatDeps): ReplayChat {
  function tellResult(id: string, result: RerunResult): void {
    deps.recordRerun(id, result);
    noteInStatusBar(toRerunText(result));
  }

  return async (original, connection, forkedAt) => {
    const turns = forkedAt === undefined ? turnsToReplay(original) : turnsBefore(original, forkedAt);
    if (turns === undefined) {
      throw new HumanError(l10n.t('What was said in this conversation was not recorded.'), {
        remedy: l10n.t('Create it again and talk to the agent yourself.'),
      });
    }
    const contents = turns.map((turn) => toRepeatedContent(turn));
    // All of it at once: half a conversation is not what was said.
    requireUnmasked(original.parameters, contents);
    if (!(await deps.liveGuard.confirmBatch(connection, replayQuestion(connection, turns.length)))) return;
    const target = await deps.resolveTarget(connection);

    let latest: Conversation | undefined;
    const stop = await withSlowProgress(
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
    if (latest) tellResult(latest.id, toRerunResult(original, latest, forkedAt));
    if (stop) tellWhy(deps.showError, stop);
  };
}

function tellWhy(showError: ShowError, { why, conversation, answered, total }: ReplayStop): void {
  const last = conversation.turns.at(-1);
  if (why === 'failed' && last) showTurnFailure(showError, conversation, last);
  if (why !== 'over') return;
  void notifyInformation(
    l10n.t('This time the agent ended the conversation after {0} of {1} turns.', answered, total),
  );
}
