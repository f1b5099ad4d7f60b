import * as l10n from '@vscode/l10n';
import { isSecret, secretsOf } from '../connection/environmentSecrets.ts';
import type { ChatTest } from './chatTest.ts';
import { allTemplates, rangeOf } from './knownVariables.ts';
import type { TestProblem } from './testProblem.ts';

/** The environment variables that test files may use. The files are untrusted, and what they say is sent. */
export interface TestEnvironment {
  /** Undefined when it is not allowed or not set. */
  read(name: string): string | undefined;
  /** What of the test cannot be filled in. Where nothing is run, only what no environment could. */
  problemsOf(test: ChatTest, isRun?: boolean): readonly TestProblem[];
}

export function createTestEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  allowed: readonly string[],
  howToAllow: (name: string) => string,
): TestEnvironment {
  const secrets = secretsOf(env);
  const isAllowed = (name: string) =>
    !isSecret(name, env[name], secrets) && (name.startsWith('TEST_') || allowed.includes(name));
  const read = (name: string) => (isAllowed(name) ? env[name] : undefined);
  return {
    read,
    problemsOf: (test, isRun = true) =>
      allTemplates(test).flatMap((template) =>
        template.parts.flatMap((part): readonly TestProblem[] => {
          if (part.kind !== 'env' || read(part.name) !== undefined) return [];
          const range = rangeOf(template, part.written);
          if (isSecret(part.name, env[part.name], secrets)) {
            return [
              {
                ...range,
                sentence: l10n.t('{0} is a secret, and what a test says is sent to the agent.', part.name),
                remedy: l10n.t('Use another variable.'),
              },
            ];
          }
          if (!isAllowed(part.name)) {
            return [
              {
                ...range,
                sentence: l10n.t('A test may not read the environment variable {0}.', part.name),
                remedy: howToAllow(part.name),
              },
            ];
          }
          if (!isRun) return [];
          return [
            {
              ...range,
              sentence: l10n.t('The environment variable {0} is not set.', part.name),
              remedy: l10n.t('Set it before the run.'),
            },
          ];
        }),
      ),
  };
}
