/*
 * The editor tells an extension neither which view has the keyboard nor whether a palette was opened from there. What it
 * tells is that rows are selected, and a webview or a text says that the person has gone there.
 */

/** The ids of conversations, as far as a view knows which one a gesture means. */
export interface ViewRows {
  /** The row with the keyboard's focus first, and those that are selected with it. For a key pressed in the view. */
  focused(): Promise<readonly string[]>;
  /** The rows that are selected. */
  selected(): readonly string[];
}

let view: ViewRows | undefined;
let isAtHand = false;

export function offerRows(rows: ViewRows): void {
  view = rows;
}

/** The person has selected rows in the view. */
export function takeRows(): void {
  isAtHand = true;
}

/** The person has gone on to a text or a webview: what is selected in the view is no longer meant. */
export function leaveRows(): void {
  isAtHand = false;
}

/** The rows of the view that the person was with last. */
export const rowsAtHand: ViewRows = {
  focused: async () => (await view?.focused()) ?? [],
  selected: () => (isAtHand && view ? view.selected() : []),
};
