/** A suggestion of a combobox. */
export interface ComboboxOption {
  readonly value: string;
  /** What the value means, in the user's language; typed text is looked for in it too. */
  readonly description?: string | undefined;
  /** Found by these too, without showing them. */
  readonly keywords?: string | undefined;
}

/**
 * The options that typed text may mean, the likeliest first: their value begins with it, then their name does, then
 * a word in one of them. The middle of a word counts only in the value: `en` is not meant for Armenian.
 */
export function findOptions(options: readonly ComboboxOption[], typed: string): readonly ComboboxOption[] {
  const wanted = toComparable(typed.trim());
  if (wanted === '') return options;
  return options
    .map((option) => ({ option, rank: rankOf(option, wanted) }))
    .filter(({ rank }) => rank < notFound)
    .toSorted((one, other) => one.rank - other.rank)
    .map(({ option }) => option);
}

const notFound = 4;

function rankOf({ value, description, keywords }: ComboboxOption, wanted: string): number {
  const names = [description, keywords].flatMap((name) => (name === undefined ? [] : [toComparable(name)]));
  const code = toComparable(value);
  if (code.startsWith(wanted)) return 0;
  if (names.some((name) => name.startsWith(wanted))) return 1;
  if ([code, ...names].some((text) => words(text).some((word) => word.startsWith(wanted)))) return 2;
  return code.includes(wanted) ? 3 : notFound;
}

function words(text: string): readonly string[] {
  return text.split(/[^\p{L}\p{N}]+/u);
}

/** `en_US` and `en-us` are the same. */
function toComparable(text: string): string {
  return text.toLowerCase().replaceAll('_', '-');
}
