import type { AnsweredRequest } from '../../standInAgent/standInRequest.ts';
import { toPrintedJson } from '../logCommands.ts';
import type { Surroundings } from '../surroundings.ts';
import { toTerminalLine } from '../terminalText.ts';

export interface StandInStart {
  readonly origin: string;
  readonly accountId: string;
  readonly projectId: string;
  /** Made for this run; undefined when it came from the environment. */
  readonly apiKey: string | undefined;
  readonly token: string | undefined;
  readonly anyCredentials: boolean;
}

export interface StandInReport {
  started(start: StandInStart): void;
  answered(request: AnsweredRequest): void;
}

/** For people: the address, how to use it, then a line a request. */
export function humanStandInReport({ writeOut }: Pick<Surroundings, 'writeOut'>): StandInReport {
  return {
    started(start) {
      const variables = [
        ['POLYAI_REGION', start.origin],
        ['POLYAI_ACCOUNT_ID', start.accountId],
        ['POLYAI_PROJECT_ID', start.projectId],
        ['POLYAI_API_KEY', start.apiKey],
        ['POLYAI_TOKEN', start.token],
      ].filter(([, value]) => value !== undefined);
      writeOut(
        [
          // The first line is for programs too: it is never translated.
          `listening on ${start.origin}`,
          '',
          'In another terminal, set these and run “polyai-chat create”:',
          '',
          ...variables.map(([name, value]) => `  export ${name}=${value}`),
          '',
          start.anyCredentials
            ? 'Any account, project, API key and token are accepted, as long as none is empty.'
            : 'Only this API key and this token are accepted.',
          ...(start.apiKey === undefined || start.token === undefined
            ? ['What is missing above was taken from the environment and is not shown.']
            : []),
          'Press Ctrl+C to stop.',
          '',
          '',
        ].join('\n'),
      );
    },
    answered(request) {
      const columns = [
        localTime(request.startedAt),
        toTerminalLine(request.operation ?? `${request.method} ${request.path}`).padEnd(7),
        String(request.status ?? '---'),
        `${request.latencyMs} ms`,
        toTerminalLine(
          request.fault === undefined ? (request.conversationId ?? '') : `fault:${request.fault}`,
        ),
      ];
      writeOut(`${columns.join('  ').trimEnd()}\n`);
    },
  };
}

/** For programs: one object a line, the first with the address. */
export function jsonStandInReport({ writeOut }: Pick<Surroundings, 'writeOut'>): StandInReport {
  return {
    started(start) {
      writeLine(writeOut, {
        listening: start.origin,
        account_id: start.accountId,
        project_id: start.projectId,
        api_key: start.apiKey ?? null,
        token: start.token ?? null,
        any_credentials: start.anyCredentials,
      });
    },
    answered(request) {
      writeLine(writeOut, {
        time: request.startedAt,
        method: request.method,
        path: request.path,
        operation: request.operation ?? null,
        status: request.status ?? null,
        latency_ms: request.latencyMs,
        conversation_id: request.conversationId ?? null,
        correlation_id: request.correlationId,
        fault: request.fault ?? null,
      });
    },
  };
}

function writeLine(writeOut: Surroundings['writeOut'], value: object): void {
  writeOut(`${toPrintedJson(JSON.stringify(value))}\n`);
}

function localTime(iso: string): string {
  return new Date(iso).toTimeString().slice(0, 8);
}
