import { Component } from 'preact';
import type { FromConversation, TurnView } from '../../src/protocol/conversation.ts';
import type { PanelChange, PanelState } from './panelState.ts';
import { TurnRow } from './turnRow.tsx';

/** The browser decides for each of these whether to lay it out: for each turn by itself, that would cost time. */
const stretchLength = 40;

export function toStretches(turns: readonly TurnView[]): readonly (readonly TurnView[])[] {
  return Array.from({ length: Math.ceil(turns.length / stretchLength) }, (_, at) =>
    turns.slice(at * stretchLength, (at + 1) * stretchLength),
  );
}

export interface StretchProps {
  readonly turns: readonly TurnView[];
  readonly state: PanelState;
  /** The index of the row that the keyboard reaches. */
  readonly active: number;
  readonly post: (message: FromConversation) => void;
  readonly dispatch: (change: PanelChange) => void;
}

/** What a change of makes every row look again whether it is meant. None of these changes with a message. */
const ofAllRows = ['wholes', 'calls', 'openCalls', 'markdown', 'language'] as const;

/** Some turns in a row, looked at again only when one of them has changed: a transcript may have thousands. */
export class Stretch extends Component<StretchProps> {
  override shouldComponentUpdate(next: Readonly<StretchProps>): boolean {
    const { turns, state, active } = this.props;
    return (
      next.turns.length !== turns.length ||
      ofAllRows.some((name) => next.state[name] !== state[name]) ||
      next.turns.some(
        (turn, at) =>
          turn !== turns[at] ||
          (turn.index === active) !== (turn.index === next.active) ||
          state.sentAtMs.get(turn.index) !== next.state.sentAtMs.get(turn.index),
      )
    );
  }

  override render({ turns, state, active, post, dispatch }: StretchProps) {
    return (
      <div class="stretch">
        {turns.map((turn) => (
          <TurnRow
            key={turn.index}
            turn={turn}
            wholes={state.wholes.get(turn.index)}
            call={state.calls.get(turn.index)}
            isCallOpen={state.openCalls.has(turn.index)}
            isActive={turn.index === active}
            sentAtMs={state.sentAtMs.get(turn.index)}
            markdown={state.markdown}
            language={state.language}
            post={post}
            dispatch={dispatch}
          />
        ))}
      </div>
    );
  }
}
