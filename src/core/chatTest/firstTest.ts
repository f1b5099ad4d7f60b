import * as l10n from '@vscode/l10n';
import type { TestDraft } from './testDraft.ts';

/** A test that passes against the stand-in agent, to change into one's own. */
export function firstTest(): TestDraft {
  return {
    comments: [
      l10n.t('One item of “turns” is one turn: what the user says, and what the reply must satisfy.'),
      l10n.t('It passes against the stand-in agent. Run it with the triangle beside the first line.'),
    ],
    name: l10n.t('The front desk says when breakfast is'),
    create: { channel: 'webchat', asrLangCode: 'en-GB', ttsLangCode: 'en-GB' },
    turns: [
      {
        kind: 'greeting',
        said: 'Good evening, and welcome to the Grand Hotel. How can I help?',
        checks: [{ kind: 'contains', text: 'help' }],
      },
      {
        kind: 'user',
        user: 'What time is breakfast?',
        checks: [
          { kind: 'contains', text: 'seven' },
          { kind: 'latencyMs', most: 4000 },
        ],
      },
      {
        kind: 'user',
        user: 'I want to speak to a person',
        checks: [
          { kind: 'ended', ended: true },
          { kind: 'handoffField', field: 'destination', text: 'front_desk' },
        ],
      },
    ],
    never: [{ kind: 'contains', text: 'as an AI' }],
  };
}
