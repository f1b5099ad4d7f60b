import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { CreateChatParameters } from '../../../core/chatApi/chatClient.ts';
import { type Step, runSteps } from '../../../core/common/runSteps.ts';
import { isLive } from '../../../core/connection/connection.ts';
import type { ConnectionStore } from '../../../core/connection/connectionStore.ts';
import { documentedChannels } from '../../../core/connection/documentedLanguages.ts';
import type { BroadcastTarget } from '../../../core/conversation/broadcast.ts';
import {
  countTargets,
  targetCountText,
  type TargetLists,
  targetProblem,
  toTargets,
} from '../../../core/conversation/broadcastTargets.ts';
import { toPlainLabel } from '../../../core/text/plainLabel.ts';
import { askMany, askText } from '../../asking/questions.ts';
import { readOpenAdkProjects } from '../../connection/openAdkProjects.ts';
import { toConnectionChoice } from '../../connection/pickOne.ts';
import { pickConnection } from '../pickConnection.ts';

interface Draft extends TargetLists {
  readonly connectionIds: readonly string[];
}

type Store = Pick<ConnectionStore, 'list' | 'get' | 'active' | 'lastParameters'>;

/** Asks which connections, variants, languages and channels; undefined when the person gave up. */
export async function pickTargets(
  store: Store,
  given: string | undefined,
  base: CreateChatParameters | undefined,
  hides: (text: string) => Promise<boolean>,
): Promise<readonly BroadcastTarget[] | undefined> {
  const title = l10n.t('Broadcast to Several Targets');
  if (store.list().length === 0) {
    await pickConnection(store, title);
    return undefined;
  }
  const first = store.get(given ?? store.active?.id ?? '');
  // A live one is ticked by hand each time.
  const ticked = first && !isLive(first) ? [first.id] : [];
  const last: CreateChatParameters = base ?? (first && store.lastParameters(first.id)) ?? {};
  const projects = await readOpenAdkProjects();
  const known = {
    variants: projects.flatMap(({ variants }) => variants.map(({ name }) => name)),
    languages: projects.flatMap(({ languages }) => languages),
    channels: documentedChannels,
  };
  const listStep = (name: keyof TargetLists, placeholder: string): Step<Draft> => ({
    isNeeded: () => true,
    async ask(draft, position) {
      const suggested = [...new Set(known[name])].slice(0, 12).map((value) => toPlainLabel(value));
      const toCount = (typed: string) =>
        countTargets(draft.connectionIds.length, { ...draft, [name]: typed });
      const answer = await askText(
        {
          title,
          placeholder,
          prompt: [
            l10n.t('Several are separated by commas, a dash stands for none.'),
            suggested.length === 0 ? '' : l10n.t('Known here: {0}', suggested.join(', ')),
          ]
            .join(' ')
            .trim(),
          value: draft[name],
          hides,
          validate: (typed) => targetProblem(toCount(typed)),
          onChange: (typed) => {
            const count = toCount(typed);
            const problem = targetProblem(count);
            const severity = vscode.InputBoxValidationSeverity;
            return {
              message: {
                message: problem ?? targetCountText(count),
                severity: problem === undefined ? severity.Info : severity.Error,
              },
            };
          },
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      return {
        kind: answer.kind,
        draft: { ...draft, [name]: answer.kind === 'next' ? answer.value : answer.typed },
      };
    },
  });
  const steps: readonly Step<Draft>[] = [
    {
      isNeeded: () => true,
      async ask(draft, position) {
        const answer = await askMany(
          {
            title,
            placeholder: l10n.t('Which agents would you like to talk to at once?'),
            choices: store.list().map((connection) => toConnectionChoice(connection, store.active?.id)),
            ticked: draft.connectionIds,
            validate: (ids) => targetProblem(ids.length),
          },
          position,
        );
        return answer.kind === 'next'
          ? { kind: 'next', draft: { ...draft, connectionIds: answer.value } }
          : { kind: 'cancelled' };
      },
    },
    listStep('variants', l10n.t('Variants, or nothing for the one that the agent chooses')),
    listStep('languages', l10n.t('Languages, as in en-GB, de-DE')),
    listStep('channels', l10n.t('Channels, as in webchat, sms')),
  ];
  const isOneLanguage = last.asrLangCode === last.ttsLangCode;
  const draft = await runSteps(steps, {
    connectionIds: ticked,
    variants: last.variantId ?? '',
    languages: isOneLanguage ? (last.ttsLangCode ?? '') : '',
    channels: last.channel ?? '',
  });
  const connections = draft?.connectionIds.flatMap((id) => store.get(id) ?? []);
  return draft && connections && toTargets(connections, draft, base);
}
