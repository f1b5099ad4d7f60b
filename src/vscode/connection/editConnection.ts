import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { isStandIn, type Connection } from '../../core/connection/connection.ts';
import type { ConnectionChange, ConnectionStore } from '../../core/connection/connectionStore.ts';
import type { SecretVault, VaultReading } from '../../core/connection/secretVault.ts';
import { toOrigin } from '../../core/chatApi/toOrigin.ts';
import { originOfRegion, regionLabel } from '../../core/connection/validateConnection.ts';
import type { ConnectionArgument } from '../commands/commands.ts';
import { regionOf, toConnection, toDraft, type ConnectionDraft } from '../../core/paste/connectionDraft.ts';
import { createConnectionSteps } from './connectionSteps.ts';
import { pickOne } from './pickOne.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';
import { environmentLabel } from '../../core/wording/plainText.ts';
import { askChoice, type Choice } from '../asking/questions.ts';
import { onlyWhen, runSteps, type Step } from '../../core/common/runSteps.ts';

export interface EditConnectionDeps {
  readonly store: ConnectionStore;
  readonly vault: SecretVault;
}

const fields = [
  'name',
  'environment',
  'region',
  'accountId',
  'projectId',
  'apiKey',
  'token',
  'done',
] as const;

type Field = (typeof fields)[number];

/**
 * Shows the fields of a connection; each one is edited and saved by itself, until the person is done. A saved
 * secret is never shown, and one saved for another origin is asked for again. `first` names the field that is offered
 * first; a menu hands over something else there.
 */
export async function editConnection(
  deps: EditConnectionDeps,
  argument: ConnectionArgument,
  first?: unknown,
): Promise<void> {
  const picked = await pickOne(deps.store, argument, {
    title: l10n.t('Edit Connection'),
    placeholder: l10n.t('Which connection would you like to edit?'),
    isOffered: (connection) => !isStandIn(connection),
  });
  let connection = picked;
  let active = fields.find((field) => field === first);
  while (connection !== undefined) {
    // oxlint-disable no-await-in-loop -- one field after the other
    const reading = await readSecrets(deps, connection);
    const field = await askField(
      connection,
      reading,
      active ?? (reading.kind === 'found' ? 'name' : 'apiKey'),
    );
    if (field === undefined || field === 'done') return;
    await editField(deps, connection, reading, field);
    // oxlint-enable no-await-in-loop
    connection = deps.store.get(connection.id);
    active = field;
  }
}

function readSecrets({ vault }: EditConnectionDeps, connection: Connection): Promise<VaultReading> {
  return vault.read(connection.id, originOfRegion(connection.region));
}

async function askField(
  connection: Connection,
  reading: VaultReading,
  active: Field,
): Promise<Field | undefined> {
  const answer = await askChoice<Field>({
    title: l10n.t('Edit Connection: {0}', toPlainLabel(connection.name)),
    placeholder: l10n.t('Which field would you like to change?'),
    choices: fieldChoices(connection, reading),
    active,
  });
  return answer.kind === 'next' ? answer.value : undefined;
}

function fieldChoices(connection: Connection, reading: VaultReading): Choice<Field>[] {
  const secret =
    reading.kind === 'found'
      ? l10n.t('kept, type to replace')
      : reading.kind === 'missing'
        ? l10n.t('missing')
        : l10n.t('was for {0}, enter it again', reading.origin);
  const ids: Choice<Field>[] = isStandIn(connection)
    ? []
    : [
        {
          label: l10n.t('Environment'),
          description: environmentLabel(connection.environment),
          value: 'environment',
        },
        {
          label: l10n.t('Region'),
          description: toPlainLabel(regionLabel(connection.region)),
          value: 'region',
        },
        { label: l10n.t('Account id'), description: toPlainLabel(connection.accountId), value: 'accountId' },
        { label: l10n.t('Project id'), description: toPlainLabel(connection.projectId), value: 'projectId' },
        { label: l10n.t('API key'), description: secret, value: 'apiKey' },
        { label: l10n.t('Connector token'), description: secret, value: 'token' },
      ];
  return [
    { label: l10n.t('Name'), description: toPlainLabel(connection.name), value: 'name' },
    ...ids,
    { label: l10n.t('Done'), iconPath: new vscode.ThemeIcon('check'), value: 'done' },
  ];
}

async function editField(
  { store, vault }: EditConnectionDeps,
  connection: Connection,
  reading: VaultReading,
  field: Exclude<Field, 'done'>,
): Promise<void> {
  const originBefore = originOfRegion(connection.region);
  const isElsewhere = (draft: ConnectionDraft) => originOf(draft) !== originBefore;
  const draft = await runSteps(stepsOf(field, reading, isElsewhere), toDraft(connection));
  if (draft === undefined) return;

  const edited = toConnection(draft, connection.id);
  // What was shown and not changed here may have been changed in another window meanwhile.
  const changed = Object.entries(edited).filter(
    ([key, value]) => key === 'id' || value !== connection[key as keyof Connection],
  );
  const hasSecret = draft.apiKey !== '' || draft.token !== '';
  // Before anything is saved: a secret is for an address, and a region that is no longer known has none.
  const origin = hasSecret ? toOrigin(edited.region) : undefined;
  if (changed.length > 1) await store.update(Object.fromEntries(changed) as ConnectionChange);
  if (origin === undefined) return;
  // The box may have been open for long: the other secret is the one that is saved by now, for this very origin.
  const now = await vault.read(edited.id, origin);
  const kept = now.kind === 'found' ? now.credentials : undefined;
  await vault.write(edited.id, origin, {
    apiKey: draft.apiKey === '' ? (kept?.apiKey ?? '') : draft.apiKey,
    token: draft.token === '' ? (kept?.token ?? '') : draft.token,
  });
}

function originOf(draft: ConnectionDraft): string | undefined {
  const region = regionOf(draft);
  return region === undefined ? undefined : originOfRegion(region);
}

/** A new origin asks for both secrets: the old ones are bound to the old origin. */
function stepsOf(
  field: Exclude<Field, 'done'>,
  reading: VaultReading,
  isElsewhere: (draft: ConnectionDraft) => boolean,
): readonly Step<ConnectionDraft>[] {
  const hasSecrets = reading.kind === 'found' && field !== 'region';
  const steps = createConnectionSteps(l10n.t('Edit Connection'), { hasSecrets });
  const secrets = [steps.approval, steps.apiKey, steps.token];
  if (field === 'region') {
    return [steps.region, steps.customOrigin, ...secrets.map((step) => onlyWhen(step, isElsewhere))];
  }
  const isSecret = field === 'apiKey' || field === 'token';
  return isSecret && !hasSecrets ? secrets : [steps[field]];
}
