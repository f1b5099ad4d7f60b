import { escapeMarkup } from '../core/text/escapeMarkup.ts';

/** Addresses of the built files, as the webview may load them. */
export interface WebviewFiles {
  readonly script: string;
  readonly styles: readonly string[];
  readonly icons: string;
  /** What all pages have in common. */
  readonly controls: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
}

export interface WebviewPage {
  /** New for every page, and not to be guessed. */
  readonly nonce: string;
  readonly title: string;
  /** What the page is about, for its script to read before the first message: `data-subject` of `#root`. */
  readonly subject?: string | undefined;
}

/** The stylesheets of a webview, without their ending: the grid of a broadcast has the looks of a conversation. */
export function stylesOf(name: string): readonly string[] {
  return name === 'broadcast' ? ['conversation', name] : [name];
}

/**
 * The page around a webview. It may run one script and load our styles and icon font; no other address, no image,
 * no inline style, no request, no frame, no form target.
 */
export function toWebviewHtml(files: WebviewFiles, { nonce, title, subject = '' }: WebviewPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${files.cspSource}`,
    `font-src ${files.cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="UTF-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title>${escapeMarkup(title)}</title>
    <link rel="stylesheet" href="${escapeMarkup(files.icons)}" />
    <link rel="stylesheet" href="${escapeMarkup(files.controls)}" />
${files.styles
  .map(
    (style) => `    <link rel="stylesheet" href="${escapeMarkup(style)}" />
`,
  )
  .join('')}  </head>
  <body>
    <div id="root" data-subject="${escapeMarkup(subject)}"></div>
    <script type="module" nonce="${escapeMarkup(nonce)}" src="${escapeMarkup(files.script)}"></script>
  </body>
</html>
`;
}
