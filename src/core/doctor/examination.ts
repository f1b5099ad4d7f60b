import type { Fetch } from '../chatApi/fetch.ts';
import type { Origin } from '../chatApi/region.ts';
import type { HumanError } from '../common/humanError.ts';
import type { Connection } from '../connection/connection.ts';
import type { ConfiguredProxy } from '../connection/proxySettings.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { DoctorNetwork } from './doctorNetwork.ts';

/** In the order in which they are taken. */
export const doctorStepNames = ['address', 'name', 'connection', 'reach', 'create', 'close'] as const;

export type DoctorStepName = (typeof doctorStepNames)[number];

/** What one step found. */
export interface DoctorStep {
  readonly name: DoctorStepName;
  readonly state: 'ok' | 'failed' | 'skipped';
  /** What was found, as a whole sentence. May quote the server: untrusted, to be shown as text. */
  readonly sentence: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  readonly latencyMs?: number | undefined;
  readonly correlationId?: string | undefined;
  /** The conversation that create and close were tried with; it is in the history too. */
  readonly conversation?: Conversation | undefined;
  /** Why there was no call at all: the credentials are missing, say. */
  readonly error?: HumanError | undefined;
}

export interface Examination {
  readonly connection: Connection;
  /** Where the stand-in agent listens; needed for its connection only. */
  readonly standInOrigin?: Origin | undefined;
  readonly proxy?: ConfiguredProxy | undefined;
  readonly network: DoctorNetwork;
  readonly fetch: Fetch;
  /** Creates a conversation with the connection's credentials. */
  create(): Promise<Conversation | undefined>;
  close(conversation: Conversation): Promise<Conversation>;
  /** A step begins that may take a while. */
  readonly onStep?: ((name: DoctorStepName) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For the request without credentials. */
  readonly timeoutSeconds: number;
}

export type Finding = Omit<DoctorStep, 'name' | 'latencyMs'> &
  Pick<Partial<DoctorStep>, 'latencyMs'> & {
    /** Failed, and yet something answered: whether it is the Chat API is for the next step to tell. */
    readonly isAnswered?: boolean | undefined;
  };
