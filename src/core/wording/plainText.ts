import * as l10n from '@vscode/l10n';
import { type Connection, type Environment, isStandIn } from '../connection/connection.ts';
import { regionLabel } from '../connection/validateConnection.ts';
import { toPlainLabel } from '../text/plainLabel.ts';

/** The environment as it is shown; live stands out in words too, not by colour alone. */
export function environmentLabel(environment: Environment): string {
  const labels: Readonly<Record<Environment, string>> = {
    sandbox: l10n.t('sandbox'),
    'pre-release': l10n.t('pre-release'),
    live: l10n.t('LIVE'),
    other: l10n.t('other'),
  };
  return labels[environment];
}

/** `sandbox · uk-1`, `LIVE · uk-1`, or `local` for the stand-in agent. */
export function describeConnection(connection: Connection): string {
  if (isStandIn(connection)) return regionLabel(connection.region);
  return [environmentLabel(connection.environment), toPlainLabel(regionLabel(connection.region))].join(' · ');
}
