/** The run that a result is of, and what the agent's files were then. */
export interface KeptTestRun {
  /** Ours. */
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** Of the order; null when it was that of the files. */
  readonly seed: number | null;
  readonly commit: {
    readonly id: string;
    readonly branch: string | null;
    readonly dirty: boolean;
  } | null;
}

/** What became of one case in one run of chat tests. */
export interface KeptTestResult {
  /** Ours. */
  readonly id: string;
  readonly run: KeptTestRun;
  /** The address of the file. */
  readonly file: string;
  /** Tells the case from all others of its file. */
  readonly item: string;
  /** The name of the connection. */
  readonly connection: string;
  readonly status: string;
  /** ISO 8601. */
  readonly at: string;
  /** Our ids of its conversations: with one of them, the result is removed. */
  readonly conversations: readonly string[];
  /** JSON text of `core/chatTest/keptCase.ts`. */
  readonly detail: string;
}

/**
 * The results of chat tests. They are kept for as long as conversations are: hidden and removed by the same setting,
 * and removed with a conversation of theirs that is removed. Reading throws HumanError when the disk or the file refuses.
 */
export interface TestResults {
  /** Writes it a moment later, with others. */
  add(result: KeptTestResult): void;
  /** Resolves when all that was added is written. */
  drain(): Promise<void>;
  get(id: string): KeptTestResult | undefined;
  /** Of one case the newest, on whichever connection. */
  latest(file: string, item: string): KeptTestResult | undefined;
  /** The newest of the same case on the same connection that passed and is older than this one. */
  lastPass(result: Pick<KeptTestResult, 'file' | 'item' | 'connection' | 'at'>): KeptTestResult | undefined;
}
