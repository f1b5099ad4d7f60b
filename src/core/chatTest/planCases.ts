import * as l10n from '@vscode/l10n';
import type { Template } from './template.ts';
import type { LoadedTest, PlannedCase, RunTarget } from './runPlan.ts';

/** Where a run goes. */
export interface RunConnections {
  /** Names that were chosen for this run; none when every case goes where its file or the default says. */
  readonly chosen: readonly string[];
  /** For cases that name no connection, when none was chosen. */
  readonly fallback: string | undefined;
  /** Undefined for a name that is not known. */
  readonly target: (name: string) => RunTarget | undefined;
}

/** Every case on every connection it is to be run on, in the order of the files. */
export function planCases(
  loaded: readonly LoadedTest[],
  { chosen, fallback, target }: RunConnections,
): readonly PlannedCase[] {
  return loaded.flatMap((test) =>
    test.cases.flatMap((testCase): readonly PlannedCase[] => {
      const pinned = testCase.connection;
      const named = (connection: string) => ({
        ...testCase,
        name: nameOn(test.test.name, testCase.name, connection),
      });
      if (pinned !== undefined && chosen.length > 0 && !chosen.includes(pinned)) {
        const skipReason = l10n.t('This test asks for the connection “{0}”.', pinned);
        return [{ loaded: test, testCase: named(pinned), connection: pinned, target: undefined, skipReason }];
      }
      const names = pinned !== undefined ? [pinned] : chosen.length > 0 ? chosen : [fallback ?? ''];
      return names.map((connection): PlannedCase => {
        const found = target(connection);
        const skipReason = found === undefined ? whyNot(connection) : undefined;
        return { loaded: test, testCase: named(connection), connection, target: found, skipReason };
      });
    }),
  );
}

/** `${connection}` stands in the name until it is known where the case runs. */
function nameOn({ parts }: Template, name: string, connection: string): string {
  const part = parts.find((one) => one.kind === 'variable' && one.name === 'connection');
  return part?.kind === 'variable' ? name.replaceAll(part.written, () => connection) : name;
}

function whyNot(connection: string): string {
  return connection === ''
    ? l10n.t('There is no active connection, and this test names none.')
    : l10n.t('There is no connection “{0}”.', connection);
}
