import type { CreateChatParameters, JsonObjectText } from '../chatApi/chatClient.ts';

/** A chat test that is not written yet: texts as they are meant, without variables. */
export interface TestDraft {
  readonly name: string;
  /** Lines above the test. */
  readonly comments?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly connection?: string | undefined;
  /** What differs from case to case stands in `create` as a variable. */
  readonly cases?: DraftCases | undefined;
  readonly create: CreateChatParameters;
  readonly turns: readonly DraftTurn[];
  readonly never?: readonly DraftCheck[] | undefined;
}

export type CaseName = 'connection' | 'variant' | 'language' | 'channel';

/** Every combination of the values, or where not all of them are wanted, each by itself. */
export type DraftCases =
  | {
      readonly kind: 'matrix';
      readonly axes: readonly { readonly name: CaseName; readonly values: readonly string[] }[];
    }
  | { readonly kind: 'rows'; readonly rows: readonly Readonly<Partial<Record<CaseName, string>>>[] };

export interface DraftTurn {
  readonly kind: 'greeting' | 'user' | 'delayed';
  readonly user?: string | undefined;
  readonly said?: string | undefined;
  readonly integrationAttributes?: JsonObjectText | undefined;
  readonly metadata?: JsonObjectText | undefined;
  readonly language?: string | undefined;
  readonly checks: readonly DraftCheck[];
  /** A line above the turn. */
  readonly comment?: string | undefined;
}

/** One check as a person ticks it; `contains` of one turn are written as one list. */
export type DraftCheck =
  | { readonly kind: 'contains'; readonly text: string }
  | { readonly kind: 'matches'; readonly pattern: string }
  | { readonly kind: 'latencyMs'; readonly most: number }
  | { readonly kind: 'ended'; readonly ended: boolean }
  | { readonly kind: 'handoff'; readonly handoff: boolean }
  | { readonly kind: 'handoffField'; readonly field: 'destination' | 'reason'; readonly text: string }
  /** `json` is the source of a text, a number, true, false or null. */
  | { readonly kind: 'json'; readonly path: string; readonly json: string };
