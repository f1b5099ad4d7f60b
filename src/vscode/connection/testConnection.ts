import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import { isStandIn, type Connection } from '../../core/connection/connection.ts';
import type { ConversationService } from '../../core/conversation/conversationService.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { explainTurnError } from '../../core/conversation/turnText.ts';
import { withSlowProgress } from '../common/slowProgress.ts';
import type { CreateChat } from '../conversation/createChat.ts';
import type { LiveGuard } from './liveGuard.ts';
import type { ResolveTarget } from './resolveTarget.ts';

export interface TestConnectionDeps {
  readonly liveGuard: LiveGuard;
  readonly createChat: CreateChat;
  readonly closeConversation: ConversationService['close'];
  readonly resolveTarget: ResolveTarget;
  timeoutSeconds(): number;
  /** Writes the result into the output channel "PolyAI". */
  report(sentence: string): void;
}

/**
 * Creates a conversation and closes it at once, with the person's consent: it is a real one. Resolves with a
 * sentence about what worked, undefined when the person declined; rejects with HumanError when it failed.
 */
export async function testConnection(
  deps: TestConnectionDeps,
  connection: Connection,
  options: { readonly hasConsent: boolean },
): Promise<string | undefined> {
  const isLive = connection.environment === 'live';
  const mustAsk = !isStandIn(connection) && (isLive || !options.hasConsent);
  if (mustAsk && !(await confirmTest(connection))) return undefined;
  deps.liveGuard.allow(connection);

  const conversation = await withSlowProgress(l10n.t('Testing {0}', connection.name), async (signal) => {
    const created = await deps.createChat(connection, {}, signal);
    if (created?.state !== 'open') return created;
    const target = await deps.resolveTarget(connection);
    return deps.closeConversation({ id: created.id, target, signal, timeoutSeconds: deps.timeoutSeconds() });
  });
  if (conversation === undefined) return undefined;
  const sentence = toResult(connection, conversation);
  deps.report(sentence);
  return sentence;
}

async function confirmTest(connection: Connection): Promise<boolean> {
  const test = l10n.t('Test Connection');
  const message =
    connection.environment === 'live'
      ? l10n.t('{0} is LIVE. Test it with a real conversation?', connection.name)
      : l10n.t('Test {0} with a real conversation?', connection.name);
  const answer = await vscode.window.showWarningMessage(
    message,
    {
      modal: true,
      detail: l10n.t(
        'A conversation is created on the agent and closed at once. What the agent does at the start and at the end of every conversation happens for this one too.',
      ),
    },
    test,
  );
  return answer === test;
}

function toResult(connection: Connection, conversation: Conversation): string {
  const failed = conversation.turns.find(({ error }) => error !== undefined);
  if (failed?.error === undefined) {
    const latencyMs = Math.round(conversation.turns[0]?.latencyMs ?? 0);
    return l10n.t('{0} answered in {1} ms.', connection.name, latencyMs);
  }
  const { message, remedy } = explainTurnError(failed.error, failed.kind, conversation.connection);
  if (failed.kind === 'create') throw new HumanError(message, { remedy });
  throw new HumanError(
    l10n.t('{0} answered, but its conversation could not be closed. {1}', connection.name, message),
    { remedy },
  );
}
