import * as vscode from 'vscode';
import type { TextLines, TextRange } from '../../core/text/textLines.ts';

/** Where something stands, in the editor's words. */
export function toRange(lines: TextLines, { start, end }: TextRange): vscode.Range {
  const toPosition = (offset: number) => {
    const { line, column } = lines.positionAt(offset);
    return new vscode.Position(line - 1, column - 1);
  };
  return new vscode.Range(toPosition(start), toPosition(Math.max(start, end)));
}

/** The same place as one line: what spans more is pointed at where it begins. */
export function toFirstLine(lines: TextLines, range: TextRange): vscode.Range {
  const whole = toRange(lines, range);
  return whole.isSingleLine ? whole : new vscode.Range(whole.start, whole.start);
}
