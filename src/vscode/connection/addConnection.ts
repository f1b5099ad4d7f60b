import { randomUUID } from 'node:crypto';
import path from 'node:path';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AdkProject } from '../../core/paste/adkProject.ts';
import { isLive, type Connection } from '../../core/connection/connection.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { SecretVault } from '../../core/connection/secretVault.ts';
import { toOrigin } from '../../core/chatApi/toOrigin.ts';
import {
  apiKeyOf,
  emptyDraft,
  toConnection,
  tokenOf,
  withoutOwnSecrets,
  type ConnectionDraft,
} from '../../core/paste/connectionDraft.ts';
import { createConnectionSteps } from './connectionSteps.ts';
import { firstBoxStep } from './firstBox.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import { askChoice, type Choice } from '../asking/questions.ts';
import { onlyWhen, runSteps, type Step } from '../../core/common/runSteps.ts';

export interface AddConnectionDeps {
  readonly store: ConnectionStore;
  readonly vault: SecretVault;
  readAdkProjects(): Promise<readonly AdkProject[]>;
  /** Creates a chat on the new connection. */
  createChat(connectionId: string): Promise<unknown>;
  /** Tests the new connection; the person has just asked for it. */
  testConnection(connectionId: string): Promise<unknown>;
}

/**
 * Asks for a connection from whatever the person has, and saves it with its secrets; undefined when they left.
 * Until the last answer nothing is kept anywhere.
 */
export async function addConnection(deps: AddConnectionDeps): Promise<Connection | undefined> {
  const title = l10n.t('Add Connection');
  const found = await deps.readAdkProjects();
  const projects = found.filter(({ accountId }) => accountId !== undefined);
  const unusable = found.filter((project) => !projects.includes(project));
  const steps = createConnectionSteps(title, { hasSecrets: false });
  const draft = await runSteps(
    [
      projectStep(title, projects),
      firstBoxStep(
        title,
        unusable.flatMap(({ problems }) => problems),
      ),
      // Most people paste all three: they are counted only once it is known that they are missing.
      ...[steps.accountId, steps.projectId, steps.region].map((step) => onlyWhen(step, hasBegun)),
      steps.customOrigin,
      steps.approval,
      steps.environment,
      steps.name,
      steps.apiKey,
      steps.token,
    ],
    emptyDraft,
  );
  if (draft === undefined) return undefined;
  const connection = await save(deps, draft);
  await offerNext(deps, connection);
  return connection;
}

function hasBegun(draft: ConnectionDraft): boolean {
  return draft.project !== undefined || draft.pasted !== undefined;
}

/** The projects of the open folder are proposals: one is used only when it is chosen here. */
function projectStep(title: string, projects: readonly AdkProject[]): Step<ConnectionDraft> {
  return {
    isNeeded: () => projects.length > 0,
    ask: async (draft, position) => {
      const answer = await askChoice<AdkProject | 'another'>(
        {
          title,
          placeholder: l10n.t('Which agent would you like to connect to?'),
          choices: [
            ...projects.map((project) => toChoice(project)),
            {
              label: l10n.t('Another agent…'),
              detail: l10n.t('Paste its Agent Studio URL or a cURL command, or type its account id.'),
              value: 'another' as const,
            },
          ],
          active: draft.project,
        },
        position,
      );
      if (answer.kind === 'cancelled') return answer;
      if (answer.kind === 'back') return { kind: 'back', draft };
      return {
        kind: 'next',
        draft:
          answer.value === 'another'
            ? { ...draft, project: undefined }
            : { ...draft, project: answer.value, pasted: undefined, pastedText: '' },
      };
    },
  };
}

function toChoice(project: AdkProject): Choice<AdkProject> {
  const parts = [project.region, project.accountId, project.projectId].filter((part) => part !== undefined);
  return {
    label: toPlainLabel(project.projectName ?? project.projectId ?? path.basename(project.folder)),
    description: toPlainLabel(parts.join(' · ')),
    // One line, which ends in "…" when it is longer than the list is wide.
    detail:
      project.problems.length === 0
        ? l10n.t('The agent project in the open folder.')
        : project.problems.join(' '),
    value: project,
  };
}

async function save({ store, vault }: AddConnectionDeps, draft: ConnectionDraft): Promise<Connection> {
  const typed = toConnection(draft, randomUUID());
  const connection = { ...typed, name: withoutOwnSecrets(draft, typed.name) };
  const origin = toOrigin(connection.region);
  // The connection first: secrets without a connection could not be removed any more.
  await store.add(connection);
  await vault.write(connection.id, origin, { apiKey: apiKeyOf(draft), token: tokenOf(draft) });
  // What is added is what the next chat is about, unless real customers would hear it: that is chosen by name.
  if (!isLive(connection)) await store.setActive(connection.id);
  const parameters = draft.pasted?.parameters;
  if (parameters !== undefined) await store.setLastParameters(connection.id, parameters);
  return connection;
}

async function offerNext(deps: AddConnectionDeps, connection: Connection): Promise<void> {
  const answer = await askChoice<'chat' | 'test' | 'done'>({
    title: l10n.t('Connection Added'),
    placeholder: l10n.t('{0} is saved. What next?', toPlainLabel(connection.name)),
    choices: [
      {
        label: l10n.t('Create Chat'),
        iconPath: new vscode.ThemeIcon('comment-discussion'),
        detail: l10n.t('Hear how the agent answers.'),
        value: 'chat',
      },
      {
        label: l10n.t('Test Connection'),
        iconPath: new vscode.ThemeIcon('pulse'),
        detail: l10n.t('Creates a conversation on the agent and closes it at once.'),
        value: 'test',
      },
      { label: l10n.t('Done'), iconPath: new vscode.ThemeIcon('check'), value: 'done' },
    ],
  });
  if (answer.kind !== 'next') return;
  if (answer.value === 'chat') await deps.createChat(connection.id);
  if (answer.value === 'test') await deps.testConnection(connection.id);
}
