import type { Connection } from '../connection/connection.ts';
import type { Agents } from '../conversation/agents.ts';
import type { ConversationService } from '../conversation/conversationService.ts';
import { toSnapshot } from '../conversation/createChat.ts';
import { examineConnection } from './doctor.ts';
import type { DoctorStep, Examination } from './examination.ts';

export interface ExaminationDeps
  extends Pick<Agents, 'resolveTarget' | 'timeoutSeconds'>, Pick<Examination, 'network' | 'fetch'> {
  /** Of tests: only what is open is in the history. */
  readonly service: Pick<ConversationService, 'create' | 'close'>;
}

/** A close after Cancel is not waited for longer than that. */
const closeAfterCancelSeconds = 10;

/** Takes all steps, with a conversation of the service's. */
export async function examineWithService(
  { resolveTarget, service, ...deps }: ExaminationDeps,
  connection: Connection,
  given: Pick<Examination, 'standInOrigin' | 'proxy' | 'onStep'> & { readonly signal: AbortSignal },
): Promise<readonly DoctorStep[]> {
  const { signal } = given;
  const timeoutSeconds = deps.timeoutSeconds();
  const examination = examineConnection({
    ...given,
    connection,
    network: deps.network,
    fetch: deps.fetch,
    timeoutSeconds,
    create: async () => {
      const target = await resolveTarget(connection);
      const snapshot = toSnapshot(connection, target.origin);
      return service.create({ connection: snapshot, parameters: {}, target, timeoutSeconds, signal });
    },
    close: async ({ id }) => {
      const target = await resolveTarget(connection);
      return service.close(
        signal.aborted
          ? { id, target, timeoutSeconds: Math.min(timeoutSeconds, closeAfterCancelSeconds) }
          : { id, target, timeoutSeconds, signal },
      );
    },
  });
  const steps: DoctorStep[] = [];
  for await (const step of examination) steps.push(step);
  return steps;
}
