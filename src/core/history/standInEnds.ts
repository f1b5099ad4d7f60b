import type { Disposable } from '../common/disposable.ts';
import type { Event } from '../common/event.ts';
import { endStandInConversations } from './endOfStandIn.ts';
import type { History } from './history.ts';

interface RunningAgent {
  readonly origin: string;
}

export interface StandInEndsDeps {
  /** The stand-in agent of this window. */
  readonly standIn: {
    readonly running: RunningAgent | undefined;
    readonly onDidChangeRunning: Event<RunningAgent | undefined>;
  };
  readonly history: History;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

/** Ends the conversations of this window's stand-in agent when it stops, and with `leave` when the window goes. */
export function registerStandInEnds({ standIn, history, now, onError }: StandInEndsDeps) {
  let origin = standIn.running?.origin;
  const end = () => {
    const gone = origin;
    origin = undefined;
    if (gone === undefined) return;
    try {
      const at = new Date(now()).toISOString();
      endStandInConversations(history, ({ connection }) => connection.origin === gone, at);
    } catch (error) {
      onError(error);
    }
  };
  const subscription = standIn.onDidChangeRunning((agent) => {
    end();
    origin = agent?.origin;
  });
  return { leave: end, dispose: () => subscription.dispose() } satisfies Disposable & Record<string, unknown>;
}
