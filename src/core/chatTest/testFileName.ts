const longestName = 48;
/** Names that Windows keeps for devices, whatever stands behind the dot. */
const reserved = /^(?:con|prn|aux|nul|(?:com|lpt)[\d¹²³])$/;

/** The name of a file for a test that is called so: letters and digits, because others may have written the words. */
export function toTestFileName(name: string): string {
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .replaceAll(/['’]/g, '')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  let stem = '';
  for (const word of words) {
    const longer = stem === '' ? word.slice(0, longestName).replace(/\p{Cs}$/u, '') : `${stem}-${word}`;
    if (longer.length > longestName) break;
    stem = longer;
  }
  return `${stem === '' || reserved.test(stem) ? 'conversation' : stem}.polyai.yaml`;
}

/** What a person typed as the name of a test, with the ending by which tests are known. */
export function withTestEnding(typed: string): string {
  if (/\.polyai\.ya?ml$/i.test(typed)) return typed;
  return `${typed.replace(/\.(?:polyai|ya?ml)$/i, '')}.polyai.yaml`;
}

/** The same name with a number, for where the first one is taken. */
export function numberedTestFile(name: string, number: number): string {
  return number < 2 ? name : name.replace(/\.polyai\.ya?ml$/i, (ending) => `-${number}${ending}`);
}
