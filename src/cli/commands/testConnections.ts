import type { RunTarget } from '../../core/chatTest/runPlan.ts';
import { environments, type Environment } from '../../core/connection/connection.ts';
import type { StandInAgent } from '../../standInAgent/standInAgent.ts';
import type { StandInScript } from '../../standInAgent/standInScript.ts';
import { type NamedTarget, readTarget, toConnection } from '../readTarget.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usageError.ts';

/** The connections of one run, by name. What they need is read before anything is sent. */
export interface TestConnections {
  target(name: string): RunTarget;
  /** Every secret that is in use, to be masked in reports. */
  readonly secrets: readonly string[];
  readonly targets: readonly NamedTarget[];
  close(): Promise<void>;
}

export const standInName = 'stand-in';
/** The name of the connection that the variables without a name describe. */
export const defaultName = 'default';

export interface ConnectionOptions {
  readonly env: Surroundings['env'];
  readonly script: StandInScript | undefined;
  readonly allowLive: boolean;
}

/**
 * Opens every connection that the run uses. Throws UsageError for one whose variables are missing or wrong, or that is
 * live without having been allowed.
 */
export async function openTestConnections(
  names: readonly string[],
  { env, script, allowLive }: ConnectionOptions,
): Promise<TestConnections> {
  const wanted = [...new Set(names)];
  const remote = wanted.filter((name) => name !== standInName);
  const named = new Map<string, { readonly target: NamedTarget; readonly environment: Environment }>();
  for (const name of remote) {
    const prefix = name === defaultName ? 'POLYAI_' : `POLYAI_${toVariable(name)}_`;
    const environment = readEnvironment(env, prefix);
    if (environment === 'live' && !allowLive) {
      throw new UsageError(
        `The connection “${name}” is live: its agent talks to customers.`,
        'Add --allow-live if that is what you want.',
      );
    }
    named.set(name, { target: readTarget(env, 'test', prefix), environment });
  }
  let agent: StandInAgent | undefined;
  if (wanted.includes(standInName)) {
    // A server, which other runs need not load.
    const { startStandInAgent } = await import('../../standInAgent/standInAgent.ts');
    agent = await startStandInAgent({ script });
  }
  const targets = [...named.values()].map(({ target }) => target);

  return {
    targets,
    secrets: targets.flatMap(({ apiKey, token }) => [apiKey, token]),
    target(name) {
      if (name === standInName && agent !== undefined) {
        const { origin, accountId, projectId, apiKey, token } = agent;
        return {
          name,
          connection: {
            connectionId: name,
            connectionName: name,
            region: 'stand-in',
            origin,
            accountId,
            projectId,
            environment: 'sandbox',
          },
          resolve: async () => ({ origin, accountId, projectId, apiKey, token }),
        };
      }
      const found = named.get(name);
      if (found === undefined) throw new Error(`The connection was not opened: ${name}`);
      const { target, environment } = found;
      return { name, connection: toConnection(target, name, environment), resolve: async () => target };
    },
    close: async () => agent?.close(),
  };
}

/** `acme sandbox` as `ACME_SANDBOX`. */
function toVariable(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');
}

function readEnvironment(env: Surroundings['env'], prefix: string): Environment {
  const text = (env[`${prefix}ENVIRONMENT`] ?? '').trim().toLowerCase();
  if (text === '') return 'other';
  const found = environments.find((environment) => environment === text);
  if (found !== undefined) return found;
  throw new UsageError(`${prefix}ENVIRONMENT must be one of ${environments.join(', ')}.`);
}
