import * as l10n from '@vscode/l10n';
import { type Environment, isLive } from '../../core/connection/connection.ts';
import { regionLabel } from '../../core/connection/validateConnection.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { countTurns, medianLatencyMs } from '../../core/conversation/conversationFigures.ts';
import { toParameterText } from '../../core/wording/parameterText.ts';
import { toStateText } from '../../core/wording/stateText.ts';
import { canGoOn } from '../../core/conversation/transitions.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import type { ConversationHeader } from '../../protocol/conversation.ts';
import { withoutMarkup } from '../../core/text/withoutMarkup.ts';
import { toComposerLock } from './composerLock.ts';

/** What stands around the transcript. `canCancel`: the running call is one of this window. */
export function toConversationHeader(
  conversation: Conversation,
  context: {
    /** Of its connection as it is by now; left out it is that of the beginning. */
    readonly environment?: Environment | undefined;
    readonly canCancel: boolean;
    readonly canOpenInStudio: boolean;
    readonly hasOriginal?: boolean | undefined;
    readonly hasReplay?: boolean | undefined;
  },
): ConversationHeader {
  const { connection, conversationId, parameters, state, turns } = conversation;
  const running = turns.findLast((turn) => turn.state === 'pending');
  return {
    connectionName: toVisibleLine(connection.connectionName, 80),
    environment: context.environment ?? connection.environment,
    regionLabel: toVisibleLine(regionLabel(connection.region), 80),
    parameterText: toParameterText(parameters, { isAsLastTime: conversation.isAsLastTime ?? false }),
    conversationId,
    state,
    stateText: toStateText(conversation),
    turnCount: countTurns(conversation),
    p50Ms: medianLatencyMs(conversation),
    replayOf: conversation.replayOf === undefined ? undefined : { canOpen: context.hasOriginal ?? false },
    hasReplay: context.hasReplay ?? false,
    canClose: canGoOn(conversation),
    canOpenInStudio: context.canOpenInStudio,
    running: running && { kind: running.kind, canCancel: context.canCancel },
    lock: toComposerLock(conversation),
  };
}

/** "Grand Hotel LIVE: Hello, I need…", what a person recognises a tab by; without `$(…)` that reads as an icon. */
export function toPanelTitle({ connection, replayOf, turns }: Conversation): string {
  const said = turns.find((turn) => turn.userText)?.userText ?? turns.find((turn) => turn.reply)?.reply;
  const live = isLive(connection) ? ' LIVE' : '';
  const agent = toVisibleLine(connection.connectionName, 40) + live;
  const name = replayOf === undefined ? agent : l10n.t('{0}, replay', agent);
  const title = said === undefined ? name : `${name}: ${toVisibleLine(said, 30)}`;
  return withoutMarkup(title);
}
