import * as l10n from '@vscode/l10n';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { type ConversationEnd, endOf } from '../../core/conversation/conversationEnd.ts';
import { canGoOn } from '../../core/conversation/transitions.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import { toEndSentence } from '../../core/wording/endSentence.ts';
import type { ConversationHeader, OfferedAction } from '../../protocol/conversation.ts';

const inLine = (text: string) => toVisibleLine(text, 80);

type Lock = NonNullable<ConversationHeader['lock']>;

/** Why nothing more can be said in a conversation, and what can be done instead; undefined while it can. */
export function toComposerLock(conversation: Conversation): Lock | undefined {
  const isWaitingForCreate = conversation.turns[0]?.state === 'pending';
  if (isWaitingForCreate || canGoOn(conversation)) return undefined;
  return { sentence: sentenceOf(endOf(conversation)), actions: actionsAfter(conversation) };
}

/** The four ends of the Chat API are four different things, and so are ours. */
function sentenceOf(end: ConversationEnd | undefined): string {
  switch (end?.how) {
    case 'ended':
      if (end.when === 'before') {
        return l10n.t(
          'The agent had ended this conversation already, so the last message was not delivered.',
        );
      }
      return end.when === 'atOnce'
        ? l10n.t('The agent ended this conversation with its first reply.')
        : toEndSentence(undefined, inLine);
    case 'handedOff':
      return toEndSentence(end, inLine);
    case 'expired':
      return end.because === 'standInStopped'
        ? l10n.t('The stand-in agent of this conversation has stopped, and the conversation with it.')
        : l10n.t(
            'This conversation was idle for too long and has expired, so the last message was not delivered.',
          );
    case 'closed':
      return l10n.t('You closed this conversation.');
    case 'imported':
      return l10n.t('This conversation came from a file and cannot go on here.');
    case 'failed':
      return l10n.t('This conversation was never created.');
    case undefined:
      return l10n.t(
        'Whether this conversation was created is unknown, and no id was received to go on with.',
      );
  }
}

function actionsAfter({ turns }: Conversation): readonly OfferedAction[] {
  const hasSaidSomething = turns.some((turn) => turn.kind === 'respond' && Boolean(turn.userText));
  return [
    {
      action: 'createAgain',
      title: l10n.t('Create Again'),
      hint: l10n.t('Creates a new chat with the same connection and the same parameters.'),
    },
    ...(hasSaidSomething
      ? [
          {
            action: 'replay',
            title: l10n.t('Create Again and Replay My Turns'),
            hint: l10n.t('Creates the same chat again and sends what you said in this one, turn by turn.'),
          } as const,
        ]
      : []),
    {
      action: 'startFresh',
      title: l10n.t('Create Chat with Parameters…'),
      hint: l10n.t('Opens the form, where you choose the parameters of a new chat.'),
    },
  ];
}
