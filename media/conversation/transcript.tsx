import * as l10n from '@vscode/l10n';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { FromConversation } from '../../src/protocol/conversation.ts';
import { Icon } from '../common/icon.tsx';
import { focusToGoOn } from './keepFocus.ts';
import type { PanelChange, PanelState } from './panelState.ts';
import { Stretch, toStretches } from './stretch.tsx';

export interface TranscriptProps {
  readonly state: PanelState;
  readonly post: (message: FromConversation) => void;
  readonly dispatch: (change: PanelChange) => void;
}

/** Nearer to the end than this, in pixels, and the end is what the person looks at. */
const nearEnd = 40;

/** The turns, the newest in view until the person scrolls away from it. One stop for Tab; arrows walk in it. */
export function Transcript({ state, post, dispatch }: TranscriptProps) {
  const log = useRef<HTMLDivElement>(null);
  const followsEnd = useRef(true);
  const scrollTop = useRef(0);
  const [isAway, setIsAway] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const { turns } = state;
  const last = turns.length - 1;
  const active = Math.min(chosen ?? last, last);
  const isMine = turns.at(-1)?.state === 'pending';

  const stretches = toStretches(turns);
  // The end is there at once; what came before it follows when the page has nothing else to do.
  const [hidden, setHidden] = useState(Math.max(0, stretches.length - 2));
  useEffect(() => {
    if (hidden === 0) return undefined;
    const timer = setTimeout(() => setHidden(Math.max(0, hidden - 2)));
    return () => clearTimeout(timer);
  }, [hidden]);

  const toEnd = () => {
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  };

  useLayoutEffect(() => {
    // A person who has just said something wants to see the answer.
    if (isMine) followsEnd.current = true;
    if (followsEnd.current) toEnd();
  }, [turns, isMine, hidden]);

  // All of a long text was asked for, or the call of a turn: it is read from its beginning.
  useLayoutEffect(() => {
    if (state.wholes.size > 0) followsEnd.current = false;
  }, [state.wholes]);
  useLayoutEffect(() => {
    if (state.openCalls.size > 0) followsEnd.current = false;
  }, [state.openCalls]);

  // Its stretch may not be drawn yet: the effect comes again when it is.
  const { shownTurn } = state;
  useLayoutEffect(() => {
    if (shownTurn === undefined) return;
    followsEnd.current = false;
    if (hidden > 0) setHidden(0);
  }, [shownTurn]);
  useEffect(() => {
    if (shownTurn === undefined || hidden > 0) return;
    const row = log.current?.querySelector<HTMLElement>(`[data-index="${shownTurn.index}"]`);
    row?.scrollIntoView({ block: 'center' });
    row?.focus({ preventScroll: true });
  }, [shownTurn, hidden === 0]);

  useEffect(() => {
    const element = log.current;
    if (!element) return undefined;
    // Rows get their real height when they come into view, and the editor may be resized: the end moves.
    const observer = new ResizeObserver(() => {
      if (followsEnd.current) toEnd();
    });
    observer.observe(element);
    if (element.firstElementChild) observer.observe(element.firstElementChild);
    return () => observer.disconnect();
  }, []);

  const onScroll = () => {
    const element = log.current;
    if (!element) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEnd;
    // Only who moves up goes away from the end: otherwise it was the end that moved.
    if (isAtEnd) followsEnd.current = true;
    else if (element.scrollTop < scrollTop.current) followsEnd.current = false;
    scrollTop.current = element.scrollTop;
    setIsAway(!followsEnd.current);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.turn');
    if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target !== row) {
      if (event.key === 'Escape') row.focus();
      return;
    }
    const index = Number(row.dataset['index']);
    const next = { ArrowUp: index - 1, ArrowDown: index + 1, Home: 0, End: last }[event.key];
    if (next !== undefined) {
      event.preventDefault();
      const shown = Math.max(0, Math.min(last, next));
      setChosen(shown === last ? undefined : shown);
      log.current?.querySelector<HTMLElement>(`[data-index="${shown}"]`)?.focus();
    } else if (event.key === 'Enter' && turns[index]?.hasCall) {
      event.preventDefault();
      dispatch({ type: 'toggleCall', index });
    } else if (event.key.toLowerCase() === 'f' && turns[index]?.kind === 'respond') {
      event.preventDefault();
      post({ type: 'act', action: 'fork', index });
    }
  };

  const onFocusIn = (event: FocusEvent) => {
    const row = (event.target as HTMLElement).closest<HTMLElement>('.turn');
    if (row) setChosen(Number(row.dataset['index']) === last ? undefined : Number(row.dataset['index']));
  };

  return (
    <div class="transcript">
      <div
        ref={log}
        class="log"
        // Not a log: that would read out again what is only shown in another way. What is new, `announce` says.
        role="region"
        aria-label={l10n.t('Transcript')}
        aria-description={l10n.t(
          'The arrow keys go from turn to turn, Home and End to the first and the last. Enter shows the request and the response of a turn. F says again what was said before it, in a new conversation.',
        )}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
        onFocusIn={onFocusIn}
      >
        <div class="turns">
          {stretches.slice(hidden).map((stretch) => (
            <Stretch
              key={stretch[0]?.index}
              turns={stretch}
              state={state}
              active={active}
              post={post}
              dispatch={dispatch}
            />
          ))}
        </div>
      </div>
      {isAway && (
        <button
          type="button"
          class="button secondary to-end"
          onClick={() => {
            followsEnd.current = true;
            toEnd();
            // This button goes away.
            focusToGoOn();
          }}
        >
          <Icon name="arrow-down" />
          {l10n.t('Latest')}
        </button>
      )}
    </div>
  );
}
