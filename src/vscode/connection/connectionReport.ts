import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { HumanError } from '../../core/common/humanError.ts';
import { registerPlainDocuments } from '../documents/plainDocuments.ts';
import { toPlainLabel } from '../../core/text/plainLabel.ts';

const scheme = 'polyai-connection-test';

/** The read-only documents that hold what connection tests found; one a connection, the latest test. */
export interface ConnectionReports extends vscode.Disposable {
  show(connection: { readonly id: string; readonly name: string }, report: string): Promise<void>;
  /** Copies the report in front. */
  copy(): Promise<void>;
}

export function registerConnectionReports(): ConnectionReports {
  const reports = new Map<string, string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const registration = vscode.Disposable.from(
    changed,
    registerPlainDocuments(scheme, 'polyai-text', {
      onDidChange: changed.event,
      provideTextDocumentContent: ({ query }) =>
        reports.get(query) ??
        l10n.t('The report of this test was not kept. Test the connection again to get a new one.'),
    }),
  );
  return {
    show: async ({ id, name }, report) => {
      reports.set(id, report);
      const title = l10n.t('PolyAI connection test · {0}', toPlainLabel(name).replaceAll(/[/\\]/g, ' '));
      const uri = vscode.Uri.from({ scheme, path: `/${title}`, query: id });
      changed.fire(uri);
      await vscode.window.showTextDocument(uri, { preview: true });
    },
    copy: async () => {
      const document = vscode.window.activeTextEditor?.document;
      if (document?.uri.scheme !== scheme) {
        throw new HumanError(l10n.t('No report of a connection test is in front.'), {
          remedy: l10n.t('Run the command Test Connection first.'),
        });
      }
      await vscode.env.clipboard.writeText(document.getText());
    },
    dispose: () => registration.dispose(),
  };
}
