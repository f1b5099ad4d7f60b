import * as l10n from '@vscode/l10n';
import type { ChatErrorReason } from './chatError.ts';
import {
  type ChatFailure,
  type ChatFailureContext,
  type ChatFailureExplanation,
  detailOf,
  statusOf,
} from './chatFailure.ts';
import { explainUnreachable } from './explainUnreachable.ts';
import { isRegionId } from './region.ts';

/**
 * One cause, one remedy and one action for every reason. The hints behind them are the documentation's own
 * (error codes, troubleshooting of 401, 403 and 404).
 */
export function explainChatError(failure: ChatFailure, context: ChatFailureContext): ChatFailureExplanation {
  return explanations[failure.reason](failure, context);
}

type Explain = (failure: ChatFailure, context: ChatFailureContext) => ChatFailureExplanation;

const explanations: Readonly<Record<ChatErrorReason, Explain>> = {
  invalidRequest: ({ detail }) => ({
    message: detail ?? l10n.t('The request is not valid.'),
    remedy: l10n.t('Nothing was sent. Correct it and try again.'),
    action: 'editConnection',
  }),

  cancelled: (failure, context) => ({
    message: l10n.t('The call was cancelled.'),
    remedy:
      failure.outcome === 'notSent'
        ? l10n.t('Nothing was sent. Try again when you are ready.')
        : whatMayHaveHappened(context),
    action: 'tryAgain',
  }),

  timeout: (failure, context) => ({
    message: timeoutSentence(failure),
    remedy: afterUnknown(
      context,
      l10n.t('If the agent needs longer, raise the request timeout in the settings.'),
    ),
    action: 'increaseTimeout',
  }),

  unreachable: explainUnreachable,

  insecure: (failure, context) => ({
    message: l10n.t(
      'No secure connection to {0} could be made ({1}).',
      context.regionLabel,
      detailOf(failure),
    ),
    remedy: afterUnknownOnly(
      failure,
      context,
      l10n.t('Check the date of this computer, and that it trusts the certificates of your network.'),
    ),
    action: 'showLog',
  }),

  connectionLost: (_failure, context) => ({
    message: l10n.t('The connection was lost before the reply was complete.'),
    remedy: whatMayHaveHappened(context),
    action: 'tryAgain',
  }),

  redirected: (failure) => {
    const elsewhere = failure.detail ?? l10n.t('another address');
    return failure.outcome === 'unknown'
      ? {
          message: l10n.t('The call was redirected to {0}, although redirects are refused.', elsewhere),
          remedy: l10n.t('The key may have been sent there. Ask PolyAI for a new one if you do not know it.'),
          action: 'editConnection',
        }
      : {
          message: l10n.t(
            'The server redirects to {0}. This was refused, because the key would go there.',
            elsewhere,
          ),
          remedy: l10n.t('Check the region of the connection.'),
          action: 'editConnection',
        };
  },

  badRequest: (failure, context) => ({
    message: withServerMessage(failure, {
      quoting: (status, said) => l10n.t('The agent refused the request ({0}): “{1}”', status, said),
      plain: (status) => l10n.t('The agent refused the request ({0}).', status),
    }),
    ...(failure.status === 421
      ? { remedy: l10n.t('Check the region of the connection.'), action: 'editConnection' as const }
      : context.kind === 'respond' || context.kind === 'close'
        ? { remedy: l10n.t('Check what was sent in the output.'), action: 'showLog' as const }
        : {
            remedy: l10n.t('Check the parameters and create the chat again.'),
            action: 'editParameters' as const,
          }),
  }),

  unauthorized: (failure, { regionLabel }) => ({
    message: l10n.t('The key was refused ({0}).', statusOf(failure)),
    remedy: isRegionId(regionLabel)
      ? l10n.t('Check that the API key belongs to region {0}.', regionLabel)
      : l10n.t('Check that the API key belongs to {0}.', regionLabel),
    action: 'editConnection',
  }),

  forbidden: (failure) => ({
    message: l10n.t('The key may not use this agent ({0}).', statusOf(failure)),
    remedy: l10n.t('If the key was replaced, the old one no longer works: enter the new one.'),
    action: 'editConnection',
  }),

  notFound: explainNotFound,

  conversationEnded: () => ({
    message: l10n.t('This conversation is over: it was closed, has ended or has expired.'),
    remedy: l10n.t('Create it again to continue.'),
    action: 'createAgain',
  }),

  conversationTimedOut: () => ({
    message: l10n.t('This conversation has been idle for too long and is over.'),
    remedy: l10n.t('Create it again to continue.'),
    action: 'createAgain',
  }),

  draftMissing: (failure, { environment }) => ({
    message: l10n.t('The draft of this agent does not exist ({0}).', failure.code ?? statusOf(failure)),
    remedy:
      environment === undefined || environment === 'other'
        ? l10n.t('Publish the agent in Agent Studio to the environment of this connector token.')
        : l10n.t(
            'Publish the agent in Agent Studio to {0}, or use the token of another environment.',
            environment,
          ),
    action: 'editConnection',
  }),

  rateLimited: (failure) => ({
    message: l10n.t('The agent has had too many requests ({0}).', statusOf(failure)),
    remedy: waitSentence(failure.retryAfterSeconds),
    action: 'tryAgain',
  }),

  serverError: (failure, context) =>
    failure.outcome === 'unknown'
      ? {
          message: l10n.t('A gateway could not say what the agent did ({0}).', statusOf(failure)),
          remedy: whatMayHaveHappened(context),
          action: 'tryAgain',
        }
      : {
          message: withServerMessage(failure, {
            quoting: (status, said) => l10n.t('The agent failed ({0}): “{1}”', status, said),
            plain: (status) => l10n.t('The agent failed ({0}).', status),
          }),
          remedy:
            failure.correlationId === undefined
              ? l10n.t('Try again later. If it stays like this, tell PolyAI which agent it was and when.')
              : l10n.t('Try again later. If it stays like this, give PolyAI the correlation id.'),
          action: 'tryAgain',
        },

  badReply: (failure, context) => ({
    message:
      failure.detail === undefined
        ? l10n.t('The reply cannot be used.')
        : l10n.t('The reply cannot be used: {0}', failure.detail),
    remedy: afterUnknown(context, l10n.t('Check that the connection leads to the Chat API.')),
    action: 'showLog',
  }),

  replyTooLarge: (_failure, context) => ({
    message: l10n.t('The reply is too large to be read.'),
    remedy: afterUnknown(context, l10n.t('Check that the connection leads to the Chat API.')),
    action: 'showLog',
  }),
};

function explainNotFound(failure: ChatFailure, context: ChatFailureContext): ChatFailureExplanation {
  const { regionLabel } = context;
  switch (failure.code) {
    case 'CONVERSATIONS_NOT_FOUND':
      return {
        message: l10n.t('The agent does not know this conversation ({0}).', statusOf(failure)),
        remedy: l10n.t('Create it again to continue.'),
        action: 'createAgain',
      };
    case 'ACCOUNT_NOT_FOUND':
      return {
        message: l10n.t('The account was not found ({0}).', statusOf(failure)),
        remedy: l10n.t('Check the account id, and that the account lives in {0}.', regionLabel),
        action: 'editConnection',
      };
    case 'PROJECT_NOT_FOUND':
      return {
        message: l10n.t('The project was not found ({0}).', statusOf(failure)),
        remedy: l10n.t('Check the project id, and that the project lives in {0}.', regionLabel),
        action: 'editConnection',
      };
    default:
      // The agent was there when the conversation was created.
      if (context.kind === 'respond' || context.kind === 'close') {
        return {
          message: l10n.t('The conversation was not found ({0}).', statusOf(failure)),
          remedy: l10n.t('It may be over, or belong to another agent. Create it again to continue.'),
          action: 'createAgain',
        };
      }
      return {
        message: l10n.t('The agent was not found ({0}).', statusOf(failure)),
        remedy: isRegionId(regionLabel)
          ? l10n.t(
              'Check the account id and the project id, and that the agent lives in region {0}.',
              regionLabel,
            )
          : l10n.t(
              'Check the account id and the project id, and that {0} is the host of the Chat API: the hosts of Agent Studio and of the Agents API are others.',
              regionLabel,
            ),
        action: 'editConnection',
      };
  }
}

/** Said plainly after an unknown outcome: nothing was repeated, the user decides. */
export function whatMayHaveHappened({ kind = 'create' }: Pick<ChatFailureContext, 'kind'>): string {
  const sentences = {
    create: l10n.t('A conversation may have been created. Nothing was sent again.'),
    respond: l10n.t('Your message may have arrived. It was not sent again.'),
    close: l10n.t('The chat may have been closed. Nothing was sent again.'),
  };
  return sentences[kind];
}

function afterUnknown(context: ChatFailureContext, remedy: string): string {
  return l10n.t({
    message: '{0} {1}',
    args: [whatMayHaveHappened(context), remedy],
    comment: 'Two whole sentences, one after the other.',
  });
}

function afterUnknownOnly({ outcome }: ChatFailure, context: ChatFailureContext, remedy: string): string {
  return outcome === 'unknown' ? afterUnknown(context, remedy) : remedy;
}

function timeoutSentence({ timeoutSeconds, status }: ChatFailure): string {
  if (timeoutSeconds === 1) return l10n.t('No complete reply came within 1 second.');
  if (timeoutSeconds !== undefined)
    return l10n.t('No complete reply came within {0} seconds.', timeoutSeconds);
  return status === undefined
    ? l10n.t('No complete reply came in time.')
    : l10n.t('The server gave up waiting ({0}).', status);
}

function waitSentence(seconds: number | undefined): string {
  if (seconds === undefined) return l10n.t('Wait a little, then try again.');
  return seconds === 1
    ? l10n.t('Wait 1 second, then try again.')
    : l10n.t('Wait {0} seconds, then try again.', seconds);
}

function withServerMessage(
  failure: ChatFailure,
  sentences: { quoting(status: string, said: string): string; plain(status: string): string },
): string {
  const { serverMessage } = failure;
  return serverMessage === undefined || serverMessage === ''
    ? sentences.plain(statusOf(failure))
    : sentences.quoting(statusOf(failure), serverMessage);
}
