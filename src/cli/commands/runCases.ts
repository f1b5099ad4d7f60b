import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createHttpChatClient } from '../../core/chatApi/httpChatClient.ts';
import { type RunEvent, runChatTests } from '../../core/chatTest/runChatTests.ts';
import type { PlannedCase } from '../../core/chatTest/runPlan.ts';
import { createTestEnvironment } from '../../core/chatTest/testEnvironment.ts';
import type { CaseResult } from '../../core/chatTest/testResult.ts';
import { limitYoungMemory } from '../limitYoungMemory.ts';
import { createMemoryService } from '../memoryService.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Transport } from '../transport.ts';
import { version } from '../version.ts';
import type { TestConnections } from './testConnections.ts';
import type { TestOptions } from './testFlags.ts';

/** Runs the cases on the engine of the editor, with a record in memory and one way of calls for each origin. */
export async function runCases(
  cases: readonly PlannedCase[],
  connections: TestConnections,
  options: TestOptions,
  { env, signal }: Surroundings,
  onEvent: (event: RunEvent) => void,
): Promise<readonly CaseResult[]> {
  const environment = createTestEnvironment(env, options.env, () => '');
  const { createTransport } = await import('../transport.ts');
  const transports = new Map<string, Transport>();
  const transportFor = (url: string): Transport => {
    const { origin } = new URL(url);
    const known = transports.get(origin) ?? createTransport(origin, env);
    transports.set(origin, known);
    return known;
  };
  for (const { origin } of connections.targets) transportFor(origin);
  const service = createMemoryService(
    createHttpChatClient({
      transport: (url, request) => transportFor(url).send(url, request),
      userAgent: `polyai-chat/${version}`,
    }),
  );
  const results: CaseResult[] = [];
  const memory = limitYoungMemory();
  try {
    const events = runChatTests({
      service,
      cases,
      signal,
      concurrency: options.concurrency,
      repeat: options.repeat,
      untilSure: options.untilSure,
      bail: options.bail,
      timeoutSeconds: options.timeoutSeconds,
      env: (name) => environment.read(name),
      newUuid: randomUUID,
      now: Date.now,
      wait: async (milliseconds, stop) => {
        await sleep(milliseconds, undefined, { signal: stop }).catch(() => undefined);
      },
    });
    for await (const event of events) {
      onEvent(event);
      if (event.kind === 'conversation' && event.result.id !== undefined) service.forget(event.result.id);
      if (event.kind === 'caseFinished') results.push(event.result);
    }
    return results;
  } finally {
    memory.dispose();
    await Promise.all([...transports.values()].map((transport) => transport.close()));
  }
}
