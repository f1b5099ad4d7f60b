import * as l10n from '@vscode/l10n';
import path from 'node:path';
import * as vscode from 'vscode';
import { completionsAt, type TestCompletion } from '../../../core/chatTest/language/completionsAt.ts';
import { hoverAt } from '../../../core/chatTest/language/hoverAt.ts';
import { linksOf } from '../../../core/chatTest/language/testLinks.ts';
import { symbolsOf, type TestSymbol } from '../../../core/chatTest/language/testSymbols.ts';
import { variablesOf } from '../../../core/chatTest/language/testVariables.ts';
import {
  namedVariableAt,
  whyNotRenamed,
  whyNotTheSame,
} from '../../../core/chatTest/language/variableNames.ts';
import { longestTestFile } from '../../../core/chatTest/parseChatTest.ts';
import { toLocalDate } from '../../../core/common/localDate.ts';
import { HumanError } from '../../../core/common/humanError.ts';
import { readLooseYaml } from '../../../core/text/looseYaml.ts';
import type { TextRange } from '../../../core/text/textLines.ts';
import { toVisibleLine } from '../../../core/text/visibleText.ts';
import { toPlainSentence } from '../../asking/notifications.ts';
import { toPlainMarkdown } from '../../common/plainMarkdown.ts';
import type { TestLanguageDeps } from './registerTestLanguage.ts';
import { createTestSuggestions } from './testSuggestions.ts';

const longestLabel = 100;

/** What the editor asks about a test file, answered from its text as it is at the moment. */
export function createTestLanguage(deps: TestLanguageDeps) {
  const suggestionsFor = createTestSuggestions(deps);
  const read = (document: vscode.TextDocument) => {
    const text = document.getText();
    // What is too large is refused by the parser; nothing is offered in it.
    const root = readLooseYaml(text.length > longestTestFile ? '' : text);
    return { text, root };
  };
  const variable = (document: vscode.TextDocument, position: vscode.Position) => {
    const { text, root } = read(document);
    const found = namedVariableAt(text, root, document.offsetAt(position));
    return found && { ...found, text, root };
  };

  return {
    async completions(document: vscode.TextDocument, position: vscode.Position, trigger: string | undefined) {
      const { text, root } = read(document);
      const offset = document.offsetAt(position);
      // A space begins a value; between the words of a message nothing shall open by itself.
      const line = document.lineAt(position.line).text.slice(0, position.character);
      if (trigger === ' ' && !/[:,{[-] $/.test(line)) return undefined;
      const found = await completionsAt(text, offset, suggestionsFor(document, text, root));
      return found.flatMap((completion, index) => toItem(document, position, completion, index));
    },

    async hover(document: vscode.TextDocument, position: vscode.Position) {
      const { text, root } = read(document);
      const suggest = suggestionsFor(document, text, root);
      const found = await hoverAt(text, root, document.offsetAt(position), { suggest, now: new Date() });
      if (found === undefined) return undefined;
      return new vscode.Hover(toPlainMarkdown(found.sentence, found.lines), rangeIn(document, found));
    },

    definitions(document: vscode.TextDocument, position: vscode.Position) {
      const found = variable(document, position);
      if (found === undefined) return undefined;
      const own = found.definitions.map(
        (range) => new vscode.Location(document.uri, rangeIn(document, range)),
      );
      if (own.length > 0) return own;
      const [rows] = linksOf(found.text, found.root).filter(({ kind }) => kind === 'rowsFile');
      return rows && [new vscode.Location(besideUri(document, rows.name), new vscode.Position(0, 0))];
    },

    references(document: vscode.TextDocument, position: vscode.Position, withDefinitions: boolean) {
      const found = variable(document, position);
      const ranges = found && [...(withDefinitions ? found.definitions : []), ...found.uses];
      return ranges?.map((range) => new vscode.Location(document.uri, rangeIn(document, range)));
    },

    prepareRename(document: vscode.TextDocument, position: vscode.Position) {
      const found = variable(document, position);
      const refusal = found && whyNotRenamed(found.text, found.root, found);
      if (found === undefined) throw new HumanError(l10n.t('Only variables can be renamed here.'));
      if (refusal !== undefined) throw new HumanError(toPlainSentence(refusal));
      return { range: rangeIn(document, found.range), placeholder: found.name };
    },

    async rename(document: vscode.TextDocument, position: vscode.Position, newName: string) {
      const found = variable(document, position);
      const refusal =
        found &&
        (whyNotRenamed(found.text, found.root, found, newName) ??
          (await whyNotTheSame(found.text, found, newName, toLocalDate(new Date()))));
      if (refusal !== undefined) throw new HumanError(toPlainSentence(refusal));
      const edit = new vscode.WorkspaceEdit();
      for (const range of [...(found?.definitions ?? []), ...(found?.uses ?? [])]) {
        edit.replace(document.uri, rangeIn(document, range), newName);
      }
      return edit;
    },

    symbols(document: vscode.TextDocument) {
      const { text, root } = read(document);
      return symbolsOf(text, root).map((symbol) => toSymbol(document, symbol));
    },

    links(document: vscode.TextDocument) {
      const { text, root } = read(document);
      return linksOf(text, root).flatMap((link) => {
        if (link.kind === 'rowsFile') return toLink(document, link, besideUri(document, link.name));
        const connection = deps.connections.list().find(({ name }) => name === link.name);
        if (connection === undefined) return [];
        const id = encodeURIComponent(JSON.stringify([connection.id]));
        return toLink(document, link, vscode.Uri.parse(`command:polyai.editConnection?${id}`));
      });
    },

    tokens(document: vscode.TextDocument, legend: vscode.SemanticTokensLegend) {
      const { text, root } = read(document);
      const builder = new vscode.SemanticTokensBuilder(legend);
      for (const use of variablesOf(text, root).uses) {
        const range = rangeIn(document, use);
        if (range.isSingleLine) builder.push(range, 'variable');
      }
      return builder.build();
    },
  };
}

function rangeIn(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** Links lead to files in the test's own folder only: `linksOf` gives no other. */
function besideUri({ uri }: vscode.TextDocument, name: string): vscode.Uri {
  return vscode.Uri.joinPath(uri, '..', ...name.split(/[/\\]/));
}

function toLink(document: vscode.TextDocument, range: TextRange, target: vscode.Uri): vscode.DocumentLink[] {
  if (
    document.uri.scheme === 'untitled' &&
    !path.isAbsolute(document.uri.path) &&
    target.scheme !== 'command'
  )
    return [];
  return [new vscode.DocumentLink(rangeIn(document, range), target)];
}

const itemKinds = {
  key: vscode.CompletionItemKind.Property,
  value: vscode.CompletionItemKind.Value,
  text: vscode.CompletionItemKind.Text,
  variable: vscode.CompletionItemKind.Variable,
} as const;

function toItem(
  document: vscode.TextDocument,
  position: vscode.Position,
  { kind, label, insert, detail, description, example, goesOn, ...place }: TestCompletion,
  index: number,
): vscode.CompletionItem[] {
  const range = rangeIn(document, place);
  // The editor replaces within one line only.
  if (!range.isSingleLine || range.start.line !== position.line) return [];
  const item = new vscode.CompletionItem(
    toPlainSentence(toVisibleLine(label, longestLabel)),
    itemKinds[kind],
  );
  const mark = /^["']/.exec(document.getText(new vscode.Range(range.start, position)))?.[0] ?? '';
  item.filterText = `${mark}${label}`;
  item.insertText = insert;
  item.range = range;
  item.sortText = String(index).padStart(5, '0');
  item.keepWhitespace = true;
  if (detail !== undefined) item.detail = toPlainSentence(detail);
  // A string is shown as it is; only Markdown is read as such.
  if (description !== undefined) item.documentation = [description, example].join('\n\n');
  if (goesOn === true) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return [item];
}

const symbolKinds = {
  key: vscode.SymbolKind.Module,
  turn: vscode.SymbolKind.Event,
  check: vscode.SymbolKind.Boolean,
  variable: vscode.SymbolKind.Variable,
} as const;

function toSymbol(document: vscode.TextDocument, symbol: TestSymbol): vscode.DocumentSymbol {
  const shown = new vscode.DocumentSymbol(
    toPlainSentence(toVisibleLine(symbol.name, longestLabel)) || '…',
    toPlainSentence(toVisibleLine(symbol.detail, longestLabel)),
    symbolKinds[symbol.kind],
    rangeIn(document, symbol),
    rangeIn(document, symbol.selection),
  );
  shown.children = symbol.children.map((child) => toSymbol(document, child));
  return shown;
}
