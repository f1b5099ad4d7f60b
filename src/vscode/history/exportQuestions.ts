import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toLocalDate } from '../../core/common/localDate.ts';
import { runSteps, type Step, type StepAnswer, type StepPosition } from '../../core/common/runSteps.ts';
import { exportFormats, type ExportFormatName } from '../../core/history/export/exportFormats.ts';
import { askChoice, type Choice } from '../asking/questions.ts';
import { pathOf, usualFolder } from './transferFiles.ts';

export type ExportScope = 'all' | 'filter' | 'selected';

export interface ExportDraft {
  readonly scope?: ExportScope | undefined;
  readonly format?: ExportFormatName | undefined;
  readonly withoutMessages?: boolean | undefined;
}

/** Which conversations, unless `isChosen` says so already, in which format and how much; undefined when given up. */
export function askExport(
  scopes: readonly Choice<ExportScope>[],
  { isChosen }: { readonly isChosen: boolean },
): Promise<ExportDraft | undefined> {
  return runSteps<ExportDraft>(
    [
      {
        ...step(() => scopes, 'scope', l10n.t('Which conversations?')),
        isNeeded: () => !isChosen && scopes.length > 1,
      },
      step(formats, 'format', l10n.t('In which format?')),
      step(texts, 'withoutMessages', l10n.t('With what was said?')),
    ],
    isChosen ? { scope: 'selected' } : {},
  );
}

/** The path of the file to write; undefined when given up. */
export async function chooseExportFile(format: ExportFormatName): Promise<string | undefined> {
  const ending = endings[format];
  const chosen = await vscode.window.showSaveDialog({
    title: l10n.t('Export History'),
    defaultUri: vscode.Uri.joinPath(usualFolder(), `polyai-${toLocalDate(new Date())}.${ending}`),
    filters: { [ending.toUpperCase()]: [ending] },
  });
  return chosen && pathOf(chosen);
}

function step<Key extends keyof ExportDraft>(
  choices: () => readonly Choice<NonNullable<ExportDraft[Key]>>[],
  key: Key,
  placeholder: string,
): Step<ExportDraft> {
  return {
    isNeeded: () => true,
    async ask(draft: ExportDraft, position: StepPosition): Promise<StepAnswer<ExportDraft>> {
      const title = l10n.t('Export History');
      const answer = await askChoice(
        { title, placeholder, choices: choices(), active: draft[key] },
        position,
      );
      if (answer.kind === 'next') return { kind: 'next', draft: { ...draft, [key]: answer.value } };
      return answer.kind === 'back' ? { kind: 'back', draft } : answer;
    },
  };
}

const endings: Readonly<Record<ExportFormatName, string>> = {
  jsonl: 'jsonl',
  markdown: 'md',
  csv: 'csv',
  html: 'html',
};

function formats(): readonly Choice<ExportFormatName>[] {
  const words: Readonly<Record<ExportFormatName, string>> = {
    jsonl: l10n.t('complete, can be imported again'),
    markdown: l10n.t('for people and pull requests'),
    csv: l10n.t('a line for each turn, for spreadsheets'),
    html: l10n.t('one page, for people'),
  };
  const names: Readonly<Record<ExportFormatName, string>> = {
    jsonl: 'JSON Lines',
    markdown: 'Markdown',
    csv: 'CSV',
    html: 'HTML',
  };
  return (Object.keys(exportFormats) as ExportFormatName[]).map((value) => ({
    label: names[value],
    description: words[value],
    value,
  }));
}

function texts(): readonly Choice<boolean>[] {
  return [
    { label: l10n.t('With what was said'), value: false },
    {
      label: l10n.t('Without what was said'),
      description: l10n.t('only when, how long and how it ended'),
      value: true,
    },
  ];
}
