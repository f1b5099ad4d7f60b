import type { OfferedAction, PanelAction } from '../../src/protocol/conversation.ts';

export interface ActionButtonProps {
  readonly offered: OfferedAction;
  readonly look: string;
  readonly tabIndex?: number;
  readonly onPress: (action: PanelAction) => void;
}

/** One of the things that can be done about a turn or a conversation; what will happen is in its tooltip. */
export function ActionButton({ offered, look, tabIndex = 0, onPress }: ActionButtonProps) {
  return (
    <button
      type="button"
      class={look}
      tabIndex={tabIndex}
      title={offered.hint}
      onClick={() => onPress(offered.action)}
    >
      {offered.title}
    </button>
  );
}
