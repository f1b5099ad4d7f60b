import * as l10n from '@vscode/l10n';
import { HumanError } from '../../common/humanError.ts';

/** A JSON value of a file: on one line, or over several as it is printed for people. */
export interface FileRecord {
  /** Where it begins; the first line is 1. */
  readonly line: number;
  /** Undefined when it cannot be read. */
  readonly text?: string | undefined;
  /** Why not. */
  readonly problem?: string | undefined;
  /** How much of the file was read by then. */
  readonly bytes: number;
}

/** More than a turn comes to with the largest reply that is accepted, written out twice and with every letter escaped. */
const longestRecordMegabytes = 64;
const longestRecord = longestRecordMegabytes * 1_000_000;

/**
 * The records of a file, however large it is and whatever it holds: no more than one of them is in memory. Rejects
 * with HumanError for what is no text at all.
 */
export async function* readRecords(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<FileRecord, void, undefined> {
  const records = createRecords();
  let bytes = 0;
  let rest: Buffer[] = [];
  let restLength = 0;
  let line = 0;
  const take = (last: Buffer): readonly Omit<FileRecord, 'bytes'>[] => {
    line++;
    const isTooLong = restLength + last.length > longestRecord;
    const whole = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    rest = [];
    restLength = 0;
    return records.next(line, isTooLong ? { problem: 'tooLong' } : decode(whole));
  };
  for await (const chunk of chunks) {
    if (bytes === 0) refuseOtherFiles(chunk);
    const buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = 0;
    for (let end = buffer.indexOf(10); end >= 0; end = buffer.indexOf(10, from)) {
      const found = take(buffer.subarray(from, end));
      for (const record of found) yield { ...record, bytes: bytes + end };
      from = end + 1;
    }
    bytes += buffer.length;
    restLength += buffer.length - from;
    // What is longer than any record is counted, not kept.
    if (restLength > longestRecord) rest = [];
    else rest.push(buffer.subarray(from));
  }
  for (const record of [...take(Buffer.alloc(0)), ...records.end()]) yield { ...record, bytes };
}

type Line = string | { readonly problem: 'tooLong' | 'notUtf8' };

function decode(line: Buffer): Line {
  try {
    // It also takes away the mark with which some programs begin a file.
    return new TextDecoder('utf-8', { fatal: true }).decode(line);
  } catch {
    return { problem: 'notUtf8' };
  }
}

/** Puts the lines of a value together that is printed over several: its first is a bracket alone, and so is its last. */
function createRecords() {
  let begun: { readonly line: number; parts: string[]; length: number } | undefined;
  const end = (): readonly Omit<FileRecord, 'bytes'>[] => {
    const cut = begun;
    begun = undefined;
    return cut ? [{ line: cut.line, problem: notJson(cut.line) }] : [];
  };
  return {
    end,
    next(line: number, text: Line): readonly Omit<FileRecord, 'bytes'>[] {
      if (typeof text === 'object') {
        begun = undefined;
        const problem =
          text.problem === 'tooLong'
            ? l10n.t('Line {0} is longer than {1} MB.', line, longestRecordMegabytes)
            : l10n.t('Line {0} is not UTF-8.', line);
        return [{ line, problem }];
      }
      const shown = text.trimEnd();
      if (shown === '{' || shown === '[') {
        const cut = end();
        begun = { line, parts: [shown], length: 1 };
        return cut;
      }
      if (begun === undefined) return shown.trim() === '' ? [] : [{ line, text: shown }];
      begun.parts.push(shown);
      begun.length += shown.length + 1;
      if (begun.length > longestRecord) {
        const { line: first } = begun;
        begun = undefined;
        return [
          {
            line: first,
            problem: l10n.t('Line {0} is longer than {1} MB.', first, longestRecordMegabytes),
          },
        ];
      }
      if (shown !== '}' && shown !== ']') return [];
      const { line: first, parts } = begun;
      begun = undefined;
      return [{ line: first, text: parts.join('\n') }];
    },
  };
}

export function notJson(line: number): string {
  return l10n.t('Line {0} is not JSON, or was cut off.', line);
}

/** By their first bytes: gzip, zip, a database of SQLite, UTF-16. */
const otherFiles: readonly (readonly [begin: readonly number[], isPacked: boolean])[] = [
  [[0x1f, 0x8b], true],
  [[0x50, 0x4b, 3, 4], true],
  [[0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20], false],
  [[0xff, 0xfe], false],
  [[0xfe, 0xff], false],
];

function refuseOtherFiles(chunk: Uint8Array): void {
  const other = otherFiles.find(([begin]) => begin.every((byte, index) => chunk[index] === byte));
  if (other === undefined) return;
  throw other[1]
    ? new HumanError(l10n.t('The file is packed.'), {
        remedy: l10n.t('Unpack it, and import what it holds.'),
      })
    : new HumanError(l10n.t('The file is no text in UTF-8.'), {
        remedy: l10n.t('Import a file that was exported as JSON Lines.'),
      });
}
