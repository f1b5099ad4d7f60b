import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { studioOriginOf, regionIds, type RegionId } from '../../core/chatApi/region.ts';
import { environments, type Environment } from '../../core/connection/connection.ts';
import {
  cleanSecret,
  cleanValue,
  validateApiKey,
  validateSecret,
  validateToken,
} from '../../core/connection/credentials.ts';
import {
  validateAccountId,
  validateName,
  validateOrigin,
  validateProjectId,
} from '../../core/connection/validateConnection.ts';
import { holdsSecret } from '../../core/paste/pastedConnection.ts';
import {
  accountIdOf,
  givenRegionOf,
  originToApprove,
  projectIdOf,
  regionOf,
  suggestedName,
  withoutOwnSecrets,
  type ConnectionDraft,
} from '../../core/paste/connectionDraft.ts';
import { environmentLabel } from '../../core/wording/plainText.ts';
import { askChoice, askText, type Choice, type TextQuestion } from '../asking/questions.ts';
import type { Step, StepAnswer, StepPosition } from '../../core/common/runSteps.ts';

/** A text field of the draft as a step: what was typed is kept on the way back too. */
function textStep(
  field: 'accountId' | 'projectId' | 'customOrigin' | 'name',
  isNeeded: (draft: ConnectionDraft) => boolean,
  question: (draft: ConnectionDraft) => TextQuestion,
  dependsOn?: (draft: ConnectionDraft) => unknown,
): Step<ConnectionDraft> {
  // An id or an origin comes with the quotes that stood around it; a name may have quotes of its own.
  const clean = (text: string) => (field === 'name' ? text.trim() : cleanValue(text));
  return {
    isNeeded,
    ...(dependsOn === undefined ? {} : { dependsOn }),
    forget: (draft, initial) => ({ ...draft, [field]: initial[field] }),
    ask: async (draft, position) => {
      const asked = question(draft);
      const answer = await askText(
        {
          value: draft[field],
          ...asked,
          validate: (text) => asked.validate(clean(text)),
          hides: (text) => holdsSecret(text) || withoutOwnSecrets(draft, text) !== text,
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      const text = answer.kind === 'next' ? clean(answer.value) : answer.typed;
      return { kind: answer.kind, draft: { ...draft, [field]: text } };
    },
  };
}

interface SecretQuestion {
  readonly title: string;
  /** There is a saved one, which typing nothing keeps. */
  readonly isSaved: boolean;
  prompt(draft: ConnectionDraft): string;
  /** A problem with what was pasted, before it is cleaned. */
  validate(text: string, draft: ConnectionDraft): string | undefined;
}

/** Asks for one secret as dots, and takes it cleaned. One that is there already is kept when nothing is typed. */
function secretStep(field: 'apiKey' | 'token', question: SecretQuestion): Step<ConnectionDraft> {
  return {
    isNeeded: (draft) => draft.pasted?.[field] === undefined,
    // A secret is for one agent at one address, and a token for one environment.
    dependsOn: (draft) => [
      regionOf(draft),
      accountIdOf(draft),
      projectIdOf(draft),
      field === 'token' ? draft.environment : undefined,
    ],
    forget: (draft, initial) => ({ ...draft, [field]: initial[field] }),
    ask: async (draft, position) => {
      const isKept = question.isSaved || draft[field] !== '';
      const answer = await askText(
        {
          title: question.title,
          prompt: question.prompt(draft),
          placeholder: isKept ? l10n.t('Kept. Type to replace it.') : undefined,
          password: true,
          validate: (text) =>
            text.trim() === '' && isKept
              ? undefined
              : (question.validate(text, draft) ?? validateSecret(cleanSecret(text))),
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      if (answer.kind === 'back' || answer.value.trim() === '') return { kind: answer.kind, draft };
      return { kind: 'next', draft: { ...draft, [field]: cleanSecret(answer.value) } };
    },
  };
}

async function askDraftChoice<T>(
  draft: ConnectionDraft,
  position: StepPosition | undefined,
  question: Parameters<typeof askChoice<T>>[0],
  apply: (value: T) => Partial<ConnectionDraft>,
): Promise<StepAnswer<ConnectionDraft>> {
  const answer = await askChoice(question, position);
  if (answer.kind === 'cancelled') return answer;
  if (answer.kind === 'back') return { kind: 'back', draft };
  return { kind: 'next', draft: { ...draft, ...apply(answer.value) } };
}

/** The questions about a connection that Add and Edit have in common. */
export function createConnectionSteps(
  title: string,
  options: { /** Typing nothing keeps the saved ones. */ readonly hasSecrets: boolean },
) {
  const accountId = textStep(
    'accountId',
    (draft) => (draft.project?.accountId ?? draft.pasted?.accountId) === undefined,
    () => ({
      title,
      prompt: l10n.t('Account id: the first part of the Agent Studio URL, called Workspace ID there.'),
      placeholder: l10n.t('For example acme-uk or ws-1a2b3c4d'),
      validate: validateAccountId,
    }),
  );

  const projectId = textStep(
    'projectId',
    (draft) => (draft.project?.projectId ?? draft.pasted?.projectId) === undefined,
    () => ({
      title,
      prompt: l10n.t(
        'Project id: the second part of the Agent Studio URL, called Agent ID or Project ID there.',
      ),
      placeholder: l10n.t('For example acme-team-4 or PROJECT-1A2B3C4D'),
      validate: validateProjectId,
    }),
  );

  const region: Step<ConnectionDraft> = {
    isNeeded: (draft) => givenRegionOf(draft) === undefined,
    ask: (draft, position) =>
      askDraftChoice<RegionId | 'custom'>(
        draft,
        position,
        {
          title,
          placeholder: l10n.t('In which region does the agent live? Its Agent Studio address tells.'),
          choices: regionChoices(),
          active: draft.regionChoice,
        },
        (regionChoice) => ({ regionChoice }),
      ),
  };

  const customOrigin = textStep(
    'customOrigin',
    (draft) => givenRegionOf(draft) === undefined && draft.regionChoice === 'custom',
    () => ({
      title,
      prompt: l10n.t('The origin of the Chat API, without a path. Plain http only on this machine.'),
      placeholder: l10n.t('For example {0}', 'https://chat.example.com'),
      validate: validateOrigin,
    }),
  );

  const approval: Step<ConnectionDraft> = {
    isNeeded: (draft) => originToApprove(draft) !== undefined,
    ask: async (draft, position) => {
      const origin = originToApprove(draft);
      if (origin === undefined) return { kind: 'next', draft };
      const answer = await askChoice<'yes' | 'no'>(
        {
          title,
          placeholder: l10n.t('Send the API key and the connector token to {0}?', origin),
          choices: [
            {
              label: l10n.t('No, go back'),
              detail: l10n.t('This is not one of the addresses in PolyAI’s documentation.'),
              value: 'no',
            },
            {
              label: l10n.t('Yes, send them to {0}', origin),
              detail: l10n.t('Choose this only when you know who runs that address.'),
              value: 'yes',
            },
          ],
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      const approved = answer.kind === 'next' && answer.value === 'yes';
      // Nothing to go back to: declining is cancelling.
      if (!approved && !position.canGoBack) return { kind: 'cancelled' };
      return { kind: approved ? 'next' : 'back', draft };
    },
  };

  const environment: Step<ConnectionDraft> = {
    isNeeded: () => true,
    ask: (draft, position) =>
      askDraftChoice<Environment>(
        draft,
        position,
        {
          title,
          placeholder: l10n.t('Which environment does the connector token open?'),
          choices: environmentChoices(),
          active: draft.environment,
        },
        (chosen) => ({ environment: chosen }),
      ),
  };

  const name = textStep(
    'name',
    () => true,
    (draft) => ({
      title,
      value: draft.name === '' ? suggestedName(draft) : draft.name,
      prompt: l10n.t('A name for this connection, as you want to see it in lists.'),
      validate: validateName,
    }),
    // Another agent has another name.
    (draft) => [accountIdOf(draft), projectIdOf(draft), draft.project?.folder],
  );

  const apiKey = secretStep('apiKey', {
    title,
    isSaved: options.hasSecrets,
    prompt: () =>
      l10n.t(
        'API key (X-API-KEY) of the Chat API. Your PolyAI representative issues it; the API keys page of Agent Studio does not.',
      ),
    validate: validateApiKey,
  });

  const token = secretStep('token', {
    title,
    isSaved: options.hasSecrets,
    prompt: (draft) =>
      draft.environment === undefined || draft.environment === 'other'
        ? l10n.t('Connector token (X-TOKEN). Your PolyAI representative issues it together with the API key.')
        : l10n.t(
            'Connector token (X-TOKEN) for {0}. Your PolyAI representative issues it together with the API key.',
            environmentLabel(draft.environment),
          ),
    validate: (text, draft) => validateToken(text, draft.apiKey),
  });

  return { accountId, projectId, region, customOrigin, approval, environment, name, apiKey, token };
}

function regionChoices(): Choice<RegionId | 'custom'>[] {
  return [
    ...regionIds.map((id) => ({ label: id, description: new URL(studioOriginOf(id)).host, value: id })),
    {
      label: l10n.t('Custom origin…'),
      description: l10n.t('another address that speaks the Chat API'),
      value: 'custom',
    },
  ];
}

function environmentChoices(): Choice<Environment>[] {
  const details: Readonly<Record<Environment, string>> = {
    sandbox: l10n.t('For trying things out.'),
    'pre-release': l10n.t('What will go live next.'),
    live: l10n.t('Real customers use it. You are asked before the first chat.'),
    other: l10n.t('Anything else.'),
  };
  return environments.map((environment) => ({
    label: environmentLabel(environment),
    ...(environment === 'live' ? { iconPath: new vscode.ThemeIcon('warning') } : {}),
    detail: details[environment],
    value: environment,
  }));
}
