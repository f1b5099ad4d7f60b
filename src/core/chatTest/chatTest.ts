import type { JsonObjectText } from '../chatApi/chatClient.ts';
import type { TextRange } from '../text/textLines.ts';
import type { Template } from './template.ts';

/** Something of a test file with the place where it stands. */
export interface Located<T> extends TextRange {
  readonly value: T;
}

/** A chat test as its file says it. What it holds is checked; variables are still to be put in. */
export interface ChatTest {
  readonly name: Template;
  readonly tags: readonly string[];
  /** The name of a connection; normally the run says where. */
  readonly connection?: Located<string> | undefined;
  readonly create: CreateSpec;
  readonly vars: readonly TestVariable[];
  readonly matrix: readonly MatrixAxis[];
  readonly rows: TestRows | undefined;
  readonly turns: readonly TestTurn[];
  readonly never: Expectation | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly repeat?: number | undefined;
  readonly passes?: number | undefined;
  readonly quarantine?: Quarantine | undefined;
}

/** The fields of create, in the Chat API's own names. */
export interface CreateSpec {
  readonly variantId?: Template | undefined;
  readonly channel?: Template | undefined;
  readonly asrLangCode?: Template | undefined;
  readonly ttsLangCode?: Template | undefined;
  readonly language?: Template | undefined;
  readonly initialMessage?: Template | undefined;
  readonly integrationAttributes?: JsonTemplate | undefined;
}

export interface TestVariable extends TextRange {
  readonly name: string;
  readonly value: Template;
}

export interface MatrixAxis extends TextRange {
  readonly name: string;
  readonly values: readonly string[];
}

export type TestRows =
  | {
      readonly kind: 'inline';
      readonly rows: readonly (Readonly<Record<string, string>> & object)[];
      /** Where each of them stands. */
      readonly ranges: readonly TextRange[];
    }
  | { readonly kind: 'file'; readonly path: string; readonly range: TextRange };

export interface TestTurn extends TextRange {
  /** `greeting` is what create answers; `delayed` fetches a reply that comes later. */
  readonly kind: 'greeting' | 'user' | 'delayed';
  readonly user?: Template | undefined;
  /** What the agent said when this was recorded: never a check. */
  readonly said?: Located<string> | undefined;
  readonly expect: Expectation | undefined;
  readonly capture: readonly Capture[];
  readonly waitSeconds?: number | undefined;
  readonly integrationAttributes?: JsonTemplate | undefined;
  readonly metadata?: JsonTemplate | undefined;
  readonly language?: Template | undefined;
}

/** JSON whose texts may hold variables; types and large numbers as written. */
export interface JsonTemplate extends TextRange {
  readonly json: (resolve: (template: Template) => string) => JsonObjectText;
  readonly templates: readonly Template[];
}

export interface Capture extends TextRange {
  readonly name: string;
  readonly from:
    | { readonly kind: 'pattern'; readonly pattern: Pattern }
    | { readonly kind: 'json'; readonly path: JsonPath };
}

export interface Pattern extends TextRange {
  readonly source: string;
}

/** `$.a.b[0]` as its names and indexes. */
export interface JsonPath extends TextRange {
  readonly source: string;
  readonly steps: readonly (string | number)[];
}

export interface Quarantine {
  /** ISO 8601 date; the last day on which it holds. */
  readonly until: string;
  readonly owner?: string | undefined;
  readonly reason?: string | undefined;
}

/** All checks of one `expect`, `not` or `never`, in the order they are written. */
export interface Expectation extends TextRange {
  readonly checks: readonly Check[];
  /** Compare to the letter. */
  readonly exact: boolean;
}

export type TextCheckKind =
  'contains' | 'containsAny' | 'equals' | 'oneOf' | 'startsWith' | 'endsWith' | 'matches';

/** One check. Its range is that of its key. */
export type Check = TextRange &
  (
    | { readonly kind: Exclude<TextCheckKind, 'matches'>; readonly texts: readonly Template[] }
    | { readonly kind: 'matches'; readonly patterns: readonly Pattern[] }
    | { readonly kind: 'not'; readonly expectation: Expectation }
    | { readonly kind: 'length'; readonly min?: number | undefined; readonly max?: number | undefined }
    | { readonly kind: 'latencyMs'; readonly most: number }
    | { readonly kind: 'ended'; readonly ended: boolean }
    | { readonly kind: 'handoff'; readonly handoff: boolean }
    | {
        readonly kind: 'handoffField';
        readonly field: 'destination' | 'reason';
        readonly wanted: { readonly text: Template } | { readonly pattern: Pattern };
      }
    | { readonly kind: 'json'; readonly path: JsonPath; readonly wanted: JsonExpectation }
    | { readonly kind: 'same' }
  );

export type JsonExpectation =
  | { readonly kind: 'value'; readonly json: (resolve: (template: Template) => string) => string }
  | { readonly kind: 'texts'; readonly expectation: Expectation };
