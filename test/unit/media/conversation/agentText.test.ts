import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { array, assert as assertProperty, constantFrom, property } from 'fast-check';
import { toLinkedParts, toPieces } from '../../../../media/conversation/agentText.ts';
import { type Block, type Inline, parseMarkdown } from '../../../../media/conversation/markdown.ts';
import { threadMs } from '../../../support/threadTime.ts';

describe('addresses in a text', () => {
  const texts: [text: string, urls: string[]][] = [
    ['See https://example.com/a.', ['https://example.com/a']],
    ['(https://example.com/a)', ['https://example.com/a']],
    ['(see https://en.example/wiki/A_(b))', ['https://en.example/wiki/A_(b)']],
    ['https://a.example, http://b.example?x=1!', ['https://a.example', 'http://b.example?x=1']],
    ['<img src="https://evil.example/x.png">', ['https://evil.example/x.png']],
    ['**https://a.example**', ['https://a.example']],
    ['command:x javascript:alert(1) ftp://a.example', []],
    ['https://', []],
  ];
  for (const [text, urls] of texts) {
    it(text, () => {
      const parts = toLinkedParts(text);
      assert.deepEqual(
        parts.flatMap((part) => (typeof part === 'string' ? [] : part.url)),
        urls,
      );
      assert.equal(parts.map((part) => (typeof part === 'string' ? part : part.url)).join(''), text);
    });
  }

  it('are at most so many that one can look at them', () => {
    const parts = toLinkedParts('https://a.example '.repeat(10_000));
    assert.equal(parts.filter((part) => typeof part !== 'string').length, 50);
  });
});

describe('a very long text', () => {
  it('is cut at line breaks', () => {
    const text = Array.from({ length: 10_000 }, (_, index) => `line ${index}`).join('\n');
    const pieces = toPieces(text);
    assert.equal(pieces.length, 100);
    assert.equal(pieces.join('\n'), text);
  });

  it('is cut at a space when it is one line', () => {
    const pieces = toPieces('A long reply. '.repeat(10_000));
    assert.ok(pieces.every((piece) => piece.length <= 8000 && !piece.startsWith(' ')));
    assert.equal(pieces.join(''), 'A long reply. '.repeat(10_000));
  });
});

function plain(parts: readonly Inline[]): string {
  return parts.map((part) => ('text' in part ? part.text : plain(part.children))).join('');
}

function kinds(parts: readonly Inline[]): string[] {
  return parts.flatMap((part) => ('text' in part ? part.kind : [part.kind, ...kinds(part.children)]));
}

function inline(text: string): readonly Inline[] {
  const [block] = parseMarkdown(text);
  return block?.kind === 'paragraph' ? block.children : [];
}

describe('Markdown', () => {
  const lines: [markdown: string, text: string, kinds: string[]][] = [
    ['plain', 'plain', ['text']],
    ['**bold** and *italic*', 'bold and italic', ['bold', 'text', 'text', 'italic', 'text']],
    ['__bold__ and _italic_', 'bold and italic', ['bold', 'text', 'text', 'italic', 'text']],
    ['**bold _and italic_**', 'bold and italic', ['bold', 'text', 'italic', 'text']],
    ['`**code**`', '**code**', ['code']],
    ['snake_case_name 2 * 3 * 4', 'snake_case_name 2 * 3 * 4', ['text']],
    [String.raw`\*not italic\*`, '*not italic*', ['text']],
    ['[our site](https://a.example/x)', 'our site (https://a.example/x)', ['text']],
    ['[click](command:quit)', 'click (command:quit)', ['text']],
    ['[a](javascript:alert`1`)', 'a (javascript:alert`1`)', ['text']],
    ['![x](https://evil.example/x.png)', '!x (https://evil.example/x.png)', ['text']],
    ['<b onclick=alert(1)>x</b>', '<b onclick=alert(1)>x</b>', ['text']],
    ['<script>alert(1)</script>', '<script>alert(1)</script>', ['text']],
    ['$(error) &lt;b&gt;', '$(error) &lt;b&gt;', ['text']],
    ['**never closed', '**never closed', ['text']],
  ];
  for (const [markdown, text, expected] of lines) {
    it(markdown, () => {
      const parts = inline(markdown);
      assert.equal(plain(parts), text);
      assert.deepEqual(kinds(parts), expected);
    });
  }

  it('knows headings, quotes, code, and lists in lists', () => {
    const text = '# Rooms\n- a\n  - b\n\n1. one\n2. two\n\n> said\n\n```json\n{"a": **1**}\n```\nend';
    const shape = (block: Block) => {
      if (block.kind === 'list') {
        return [block.start, ...block.items.map(({ level, children }) => `${level}${plain(children)}`)];
      }
      return [block.kind, block.kind === 'code' ? block.text : plain(block.children)];
    };
    assert.deepEqual(parseMarkdown(text).map(shape), [
      ['heading', 'Rooms'],
      [undefined, '0a', '1b'],
      [1, '0one', '0two'],
      ['quote', 'said'],
      ['code', '{"a": **1**}'],
      ['paragraph', 'end'],
    ]);
  });

  it('shows code that never ends to the end', () => {
    assert.deepEqual(parseMarkdown('```\na\nb'), [{ kind: 'code', text: 'a\nb' }]);
  });

  it('loses no word of any text, and makes nothing but its own few boxes', () => {
    const pieces = constantFrom(
      '**',
      '*',
      '_',
      '__',
      '`',
      '```\n',
      '[',
      '](',
      ')',
      '\n',
      '- ',
      '# ',
      'word',
      ' ',
      '<a>',
    );
    assertProperty(
      property(array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        const words = (shown: string) => shown.split('word').length;
        const shown = parseMarkdown(text).map((block) => {
          if (block.kind === 'code') return block.text;
          return block.kind === 'list'
            ? block.items.map(({ children }) => plain(children)).join('\n')
            : plain(block.children);
        });
        // The line that opens a code block may name its language, which is not shown.
        if (!text.includes('```')) assert.equal(words(shown.join('\n')), words(text));
      }),
    );
  });

  it('takes time in proportion to its length, whatever it is given', () => {
    const hostile = [
      '*a',
      '**a',
      '_a',
      '`',
      '[',
      '[a](',
      '\\',
      '- ',
      '```\n',
      '~~~\n',
      '> ',
      '- a\n',
      '*a_b**c__',
    ];
    const fastestMs = (text: string) =>
      Math.min(
        ...[1, 2, 3].map(() => {
          const before = threadMs();
          parseMarkdown(text);
          return threadMs() - before;
        }),
      );
    for (const piece of hostile) {
      const short = fastestMs(piece.repeat(Math.floor(12_500 / piece.length)));
      const long = fastestMs(piece.repeat(Math.floor(100_000 / piece.length)));
      // Eight times the text: 8 when linear, 64 when quadratic. Below half a second nobody waits, and a busy machine says nothing.
      assert.ok(long < 500 || long / short < 32, `${JSON.stringify(piece)}: ${short} ms, then ${long} ms`);
    }
  });
});
