import type { HistoryReader } from '../historyReader.ts';
import { withoutTexts } from './exportedConversation.ts';
import type { ExportFormat } from './exportFormats.ts';

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Leaves out what was said, with the bodies of the calls. */
  readonly withoutMessages: boolean;
}

/** The whole history, newest first, in pieces of one conversation. Who has enough asks for no more. */
export function* exportConversations(
  reader: Pick<HistoryReader, 'summaries' | 'get'>,
  { format, withoutMessages }: ExportOptions,
): Generator<string, void, undefined> {
  yield format.head;
  for (const { id, title, note, tags, pinnedAt } of reader.summaries()) {
    const conversation = reader.get(id);
    // Deleted meanwhile, by a window.
    if (conversation === undefined) continue;
    const one = { conversation, labels: { title, note, tags, pinnedAt } };
    yield format.conversation(withoutMessages ? withoutTexts(one) : one);
  }
  yield format.tail;
}
