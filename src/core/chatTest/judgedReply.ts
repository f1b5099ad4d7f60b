import type { Handoff } from '../chatApi/chatClient.ts';
import type { Template } from './template.ts';

/** What is judged: one reply as it was received. */
export interface JudgedReply {
  readonly text: string;
  readonly latencyMs: number;
  readonly ended: boolean;
  readonly handoff?: Handoff | undefined;
  /** The body of the response; undefined when it is not kept. */
  readonly body?: string | undefined;
}

/** What a text of the test says with the variables of its case. */
export type Resolve = (template: Template) => string;
