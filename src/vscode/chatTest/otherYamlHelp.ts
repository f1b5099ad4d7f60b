import * as vscode from 'vscode';

/** Red Hat's YAML extension has syntax errors and an outline of its own for every file of that language. */
const redHat = 'redhat.vscode-yaml';

/** One that takes longer to start shows nothing meanwhile, so what is wrong is told by us. */
const patienceMs = 2000;

/**
 * Whether another extension already says what is wrong with the YAML of a file, and shows its outline. `onStart` is told
 * when one has started after it was said that it does not.
 */
export async function showsYamlItself(
  { languageId }: vscode.TextDocument,
  onStart?: () => void,
): Promise<boolean> {
  if (languageId !== 'yaml') return false;
  const other = vscode.extensions.getExtension(redHat);
  if (other === undefined || other.isActive) return other !== undefined;
  return new Promise((resolve) => {
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      resolve(false);
    }, patienceMs);
    const settle = (isStarted: boolean) => {
      clearTimeout(late);
      resolve(isStarted);
      if (isLate && isStarted) onStart?.();
    };
    // The editor starts it for this very file; one that cannot start shows nothing.
    other.activate().then(
      () => settle(true),
      () => settle(false),
    );
  });
}
