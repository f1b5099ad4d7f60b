import type { ConnectionFigures } from '../../core/history/latencyFigures.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';

const mostConnections = 10;
const mostDays = 30;

/** What a panel has room for, the connection of its conversation first. */
export function toShownLatency(
  figures: readonly ConnectionFigures[],
  connectionName: string,
): readonly ConnectionFigures[] {
  return figures
    .toSorted((a, b) => Number(b.connection === connectionName) - Number(a.connection === connectionName))
    .slice(0, mostConnections)
    .map((one) => ({
      ...one,
      connection: toVisibleLine(one.connection, 80),
      days: one.days.slice(-mostDays),
    }));
}
