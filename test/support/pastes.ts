/** What must come out of a paste, by the words of the fixtures: `region`, `account`, `project`, `key`, `token`, … */
export type Expected = Readonly<Record<string, string>>;

export interface Paste {
  readonly title: string;
  readonly text: string;
  readonly expected: Expected;
  /** The same unless the fixture says that one line holds less. */
  readonly expectedOnOneLine: Expected;
  /** A part of what is said about it; undefined when nothing is. */
  readonly says?: string | undefined;
  readonly saysOnOneLine?: string | undefined;
}

/**
 * Reads a file of `test/fixtures/pastes`: `@@@ title`, the paste, then `>>> name value` for everything that must come out
 * of it. `>>> one-line name value` is for the paste on one line (`-` for nothing), `>>> says …` for what is told.
 */
export function readPastes(file: string): Paste[] {
  return file
    .split(/^@@@ /m)
    .slice(1)
    .map((block) => {
      const [title = '', ...lines] = block.trimEnd().split('\n');
      const expected: Record<string, string> = {};
      const onOneLine: Record<string, string> = {};
      for (const line of lines) {
        const [, only, name = '', value = ''] = /^>>> (one-line )?(\S+) ?(.*)$/.exec(line) ?? [];
        if (name !== '') (only === undefined ? expected : onOneLine)[name] = value;
      }
      const text = lines.filter((line) => !line.startsWith('>>> ')).join('\n');
      const all = Object.entries({ ...expected, ...onOneLine });
      const { says, ...whole } = expected;
      const { says: saysOnOneLine, ...joined } = Object.fromEntries(all.filter(([, value]) => value !== '-'));
      return { title, text, expected: whole, expectedOnOneLine: joined, says, saysOnOneLine };
    });
}
