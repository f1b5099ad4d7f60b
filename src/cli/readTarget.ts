import { isRegionId, type Origin, regionIds } from '../core/chatApi/region.ts';
import type { ChatTarget } from '../core/chatApi/chatClient.ts';
import { toOrigin } from '../core/chatApi/toOrigin.ts';
import { HumanError } from '../core/common/humanError.ts';
import { cleanSecret, validateSecret } from '../core/connection/credentials.ts';
import type { ConnectionSnapshot } from '../core/conversation/conversation.ts';
import type { Environment } from '../core/connection/connection.ts';
import { validateAccountId, validateProjectId } from '../core/connection/validateConnection.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

/** In the order in which a person would fill them in. */
const targetVariables = [
  'POLYAI_REGION',
  'POLYAI_ACCOUNT_ID',
  'POLYAI_PROJECT_ID',
  'POLYAI_API_KEY',
  'POLYAI_TOKEN',
] as const;

type TargetVariable = (typeof targetVariables)[number];

export interface NamedTarget extends ChatTarget {
  /** As it was given: `uk-1`, or an origin. */
  readonly region: string;
}

/**
 * Where the environment says the agent is. Throws UsageError; its sentence names variables and never repeats
 * the value of one.
 */
export function readTarget(
  env: Surroundings['env'],
  command: string,
  /** How the variables begin where they were found. */
  prefix = 'POLYAI_',
): NamedTarget {
  const shown = (name: TargetVariable) => name.replace(/^POLYAI_/, prefix);
  const value = (name: TargetVariable) => cleanVariable(shown(name), env[shown(name)] ?? '');
  const missing = targetVariables.filter((name) => value(name) === '').map(shown);
  if (missing.length > 0) {
    throw new UsageError(
      `These environment variables are missing: ${missing.join(', ')}.`,
      missing.length < targetVariables.length || prefix !== 'POLYAI_'
        ? `Run “polyai-chat ${command} --help” to see what each of them is.`
        : `Run “polyai-chat ${command} --help” to see what each of them is, or ${
            command === 'test' ? '“polyai-chat test --connection stand-in”' : '“polyai-chat stand-in”'
          } to try it without an agent of your own.`,
    );
  }
  const check = (name: TargetVariable, problem: string | undefined) => {
    if (problem !== undefined) throw new UsageError(`${shown(name)}: ${problem}`);
  };
  const apiKey = value('POLYAI_API_KEY');
  const token = value('POLYAI_TOKEN');
  check('POLYAI_ACCOUNT_ID', validateAccountId(value('POLYAI_ACCOUNT_ID')));
  check('POLYAI_PROJECT_ID', validateProjectId(value('POLYAI_PROJECT_ID')));
  check('POLYAI_API_KEY', validateSecret(apiKey));
  check('POLYAI_TOKEN', validateSecret(token));
  const region = value('POLYAI_REGION');
  return {
    region,
    origin: readOrigin(region),
    accountId: value('POLYAI_ACCOUNT_ID'),
    projectId: value('POLYAI_PROJECT_ID'),
    apiKey,
    token,
  };
}

/** What of it a conversation remembers. */
export function toConnection(
  { region, origin, accountId, projectId }: NamedTarget,
  name: string = projectId,
  environment: Environment = 'other',
): ConnectionSnapshot {
  return {
    connectionId: name,
    connectionName: name,
    region,
    origin,
    accountId,
    projectId,
    environment,
  };
}

/** Without what comes along with a value: quotes that `docker --env-file` keeps, its name, what is copied unseen. */
function cleanVariable(name: string, text: string): string {
  const assignment = new RegExp(`^(?:export\\s+|set\\s+|\\$env:)?${name}\\s*=`, 'i');
  return cleanSecret(cleanSecret(text).replace(assignment, ''));
}

function readOrigin(region: string): Origin {
  const remedy = `Use one of the regions ${regionIds.join(', ')}, or an https origin.`;
  // A word is meant as a region; what has a dot or a colon is an address.
  if (/^[\w-]+$/.test(region) && !isRegionId(region)) {
    throw new UsageError('POLYAI_REGION: There is no such region.', remedy);
  }
  try {
    return toOrigin(region);
  } catch (error) {
    if (!(error instanceof HumanError)) throw error;
    throw new UsageError(`POLYAI_REGION: ${error.message}`, error.remedy);
  }
}
