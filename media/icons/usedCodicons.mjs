// The icon font is a sixth of the package, and the webviews use two dozen of its six hundred icons: the outlines of
// the others are left out. https://learn.microsoft.com/typography/opentype/spec/otff
import { transform } from 'esbuild';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { iconNames } from './iconNames.ts';

const source = 'node_modules/@vscode/codicons/dist';
const iconRule = /^\.codicon-([a-z0-9-]+):before \{ content: "\\([0-9a-f]+)" \}\n/gm;

/** Writes codicon.css and codicon.ttf beside the built webviews, with the icons that these may name. */
export async function writeUsedCodicons(folder) {
  const used = new Set();
  const css = (await readFile(`${source}/codicon.css`, 'utf8')).replace(iconRule, (rule, name, codePoint) => {
    if (!iconNames.includes(name)) return '';
    used.add(Number.parseInt(codePoint, 16));
    return rule;
  });
  const font = await readFile(`${source}/codicon.ttf`);
  const { code: smallCss } = await transform(css, { loader: 'css', minify: true, target: 'chrome128' });
  await writeFile(path.join(folder, 'codicon.css'), smallCss);
  await writeFile(path.join(folder, 'codicon.ttf'), withOutlinesOf(font, used));
}

/** The font with every glyph in place, but outlines only for the code points given. */
function withOutlinesOf(font, codePoints) {
  const tables = new Map();
  for (let at = 12; at < 12 + font.readUInt16BE(4) * 16; at += 16) {
    const offset = font.readUInt32BE(at + 8);
    const content = font.subarray(offset, offset + font.readUInt32BE(at + 12));
    tables.set(font.toString('latin1', at, at + 4), content);
  }

  const [head, loca, glyf] = ['head', 'loca', 'glyf'].map((tag) => tables.get(tag));
  const isShort = head.readInt16BE(50) === 0;
  const outline = (glyph) => (isShort ? loca.readUInt16BE(glyph * 2) * 2 : loca.readUInt32BE(glyph * 4));
  const wanted = [...codePoints].sort((one, other) => one - other);
  const glyphs = glyphsOf(tables.get('cmap'), wanted);
  const kept = new Set([0, ...glyphs]);
  const glyphCount = tables.get('maxp').readUInt16BE(4);

  const outlines = [];
  const newLoca = Buffer.alloc((glyphCount + 1) * 4);
  let length = 0;
  for (let glyph = 0; glyph < glyphCount; glyph += 1) {
    newLoca.writeUInt32BE(length, glyph * 4);
    if (!kept.has(glyph)) continue;
    const bytes = padded(glyf.subarray(outline(glyph), outline(glyph + 1)));
    outlines.push(bytes);
    length += bytes.length;
  }
  newLoca.writeUInt32BE(length, glyphCount * 4);
  const newHead = Buffer.from(head);
  newHead.writeInt16BE(1, 50); // loca counts in bytes

  tables.set('head', newHead).set('loca', newLoca).set('glyf', Buffer.concat(outlines));
  tables.set('post', withoutNames(tables.get('post')));
  tables.set('cmap', toCharacterMap(wanted, glyphs));
  tables.delete('GSUB'); // ligatures, which need the other glyphs
  return toFont(font.readUInt32BE(0), tables);
}

/** The glyphs of code points, from the cmap's subtable of segments (format 4). */
function glyphsOf(cmap, codePoints) {
  for (let record = 4; record < 4 + cmap.readUInt16BE(2) * 8; record += 8) {
    const table = cmap.subarray(cmap.readUInt32BE(record + 4));
    if (table.readUInt16BE(0) !== 4) continue;
    const width = table.readUInt16BE(6); // of each of the four arrays
    const segments = Array.from({ length: width / 2 }, (_, index) => index * 2);
    return [...codePoints].map((codePoint) => {
      const at = 14 + segments.find((segment) => table.readUInt16BE(14 + segment) >= codePoint);
      const delta = table.readUInt16BE(at + 2 + width * 2);
      const rangeAt = at + 2 + width * 3;
      const range = table.readUInt16BE(rangeAt);
      if (range === 0) return (codePoint + delta) & 0xffff;
      return table.readUInt16BE(rangeAt + range + (codePoint - table.readUInt16BE(at + 2 + width)) * 2);
    });
  }
  throw new Error('The icon font has no character map that is understood.');
}

/** A cmap with one subtable (format 4), in which each code point is a segment of its own. */
function toCharacterMap(codePoints, glyphs) {
  const ends = [...codePoints, 0xffff];
  const deltas = [...glyphs.map((glyph, index) => (glyph - codePoints[index]) & 0xffff), 1];
  const count = ends.length;
  const power = 2 ** Math.floor(Math.log2(count));
  const length = 16 + count * 8;
  const header = [4, length, 0, count * 2, power * 2, Math.log2(power), (count - power) * 2];
  // Version, number of subtables; then for Windows and Unicode: a subtable at byte 12.
  const words = [0, 1, 3, 1, 0, 12, ...header, ...ends, 0, ...ends, ...deltas, ...ends.map(() => 0)];
  const table = Buffer.alloc(words.length * 2);
  for (const [index, word] of words.entries()) table.writeUInt16BE(word, index * 2);
  return table;
}

/** Version 3 of the post table has no names of glyphs. */
function withoutNames(post) {
  const table = Buffer.from(post.subarray(0, 32));
  table.writeUInt32BE(0x00030000, 0);
  return table;
}

function toFont(version, tables) {
  const entries = [...tables].sort(([a], [b]) => (a < b ? -1 : 1));
  const directory = Buffer.alloc(12 + entries.length * 16);
  const power = 2 ** Math.floor(Math.log2(entries.length));
  directory.writeUInt32BE(version, 0);
  directory.writeUInt16BE(entries.length, 4);
  directory.writeUInt16BE(power * 16, 6);
  directory.writeUInt16BE(Math.log2(power), 8);
  directory.writeUInt16BE((entries.length - power) * 16, 10);
  let offset = directory.length;
  const contents = entries.map(([tag, content], index) => {
    const bytes = padded(content);
    const at = 12 + index * 16;
    directory.write(tag, at, 'latin1');
    directory.writeUInt32BE(checksum(bytes), at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(content.length, at + 12);
    offset += bytes.length;
    return bytes;
  });
  return Buffer.concat([directory, ...contents]);
}

function padded(bytes) {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

function checksum(bytes) {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) sum = (sum + bytes.readUInt32BE(at)) >>> 0;
  return sum;
}
