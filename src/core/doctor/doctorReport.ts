import * as l10n from '@vscode/l10n';
import { toVisibleLine } from '../text/visibleText.ts';
import type { ConfiguredProxy } from '../connection/proxySettings.ts';
import type { DoctorStep, DoctorStepName } from './examination.ts';

/** What the report says about where it was made. Nothing of it is secret. */
export interface DoctorReportContext {
  readonly connectionName: string;
  /** `sandbox · uk-1`, in words. */
  readonly description: string;
  readonly proxy?: ConfiguredProxy | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
  /** One product and its version each, such as `PolyAI Chat 0.1.0`. */
  readonly versions: readonly string[];
}

/** How the test went, in one sentence: the first step that matters and failed, or that all is well. */
export function toVerdict(steps: readonly DoctorStep[], connectionName: string): string {
  const failed = decisiveFailure(steps);
  const name = toVisibleLine(connectionName, 120);
  if (failed) return l10n.t('{0}: {1}', name, [failed.sentence, failed.remedy].filter(Boolean).join(' '));
  const created = steps.find((step) => step.name === 'create');
  return created?.state === 'ok'
    ? l10n.t('{0} answered in {1} ms.', name, created.latencyMs ?? 0)
    : l10n.t('The test of {0} was not finished.', name);
}

/**
 * A failure that keeps chats from working. The name and the direct way do not, when the server was reached, and a web
 * page at its root does not, when a chat was created.
 */
export function decisiveFailure(steps: readonly DoctorStep[]): DoctorStep | undefined {
  const isOk = (step: DoctorStep['name']) => steps.some(({ name, state }) => name === step && state === 'ok');
  const isCreated = isOk('create');
  const isReached = isCreated || isOk('reach');
  return steps.find(
    ({ name, state }) =>
      state === 'failed' &&
      !(isReached && (name === 'name' || name === 'connection')) &&
      !(isCreated && name === 'reach'),
  );
}

/** The whole test as plain text, to be read and to be pasted into a ticket. */
export function toReport(steps: readonly DoctorStep[], context: DoctorReportContext): string {
  const { description, proxy, startedAt, versions } = context;
  const id = steps.findLast(({ conversation }) => conversation?.conversationId !== undefined)?.conversation
    ?.conversationId;
  const facts: [string, string][] = [
    [l10n.t('Connection'), `${context.connectionName} · ${description}`],
    ...(id === undefined ? [] : [[l10n.t('Conversation'), id] as [string, string]]),
    [l10n.t('Time'), startedAt],
    [l10n.t('Proxy'), proxy ? `${proxy.host}:${proxy.port}` : l10n.t('none in the settings')],
    ...versions.map((version, index): [string, string] => [index === 0 ? l10n.t('Versions') : '', version]),
  ];
  const lines = [
    l10n.t('PolyAI connection test'),
    '',
    toVerdict(steps, context.connectionName),
    '',
    ...toColumns(facts.map(([label, value]) => [label, toVisibleLine(value, 300)])),
    '',
    ...steps.flatMap((step) => toStepLines(step)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What is said of a step stands below it, indented: where the column is narrow, the editor wraps it to that place. */
function toStepLines(step: DoctorStep): string[] {
  const states = { ok: l10n.t('ok'), failed: l10n.t('FAILED'), skipped: l10n.t('skipped') };
  const indent = Math.max(...Object.values(states).map(({ length }) => length)) + 2;
  const latency = step.latencyMs === undefined ? [] : [l10n.t('{0} ms', step.latencyMs)];
  const said = [
    step.sentence,
    step.remedy,
    step.correlationId === undefined ? undefined : l10n.t('Correlation id: {0}', step.correlationId),
  ].filter((line) => line !== undefined && line !== '');
  return [
    states[step.state].padEnd(indent) + [stepTitles()[step.name], ...latency].join(' · '),
    ...said.map((line) => ' '.repeat(indent) + toVisibleLine(line ?? '', 500)),
  ];
}

/** What a step is called, in the report and while it is taken. */
export function stepTitles(): Readonly<Record<DoctorStepName, string>> {
  return {
    address: l10n.t('Address'),
    name: l10n.t('Host name'),
    connection: l10n.t('Connection'),
    reach: l10n.t('Reach'),
    create: l10n.t('Create a chat'),
    close: l10n.t('Close it'),
  };
}

function toColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => label.padEnd(width) + value);
}
