/** Addresses of the built files, as the webview may load them. */
export interface NewChatFiles {
  readonly script: string;
  readonly style: string;
  readonly icons: string;
  /** `webview.cspSource`. */
  readonly cspSource: string;
}

/**
 * The page around the form. It may run one script and load our styles and icon font; no other address, no image,
 * no inline style, no request, no frame, no form target.
 */
export function newChatHtml(files: NewChatFiles, nonce: string, title: string): string {
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
    <meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1.0" />
    <title>${escapeHtml(title)}</title>
    <link rel="stylesheet" href="${escapeHtml(files.icons)}" />
    <link rel="stylesheet" href="${escapeHtml(files.style)}" />
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${escapeHtml(nonce)}" src="${escapeHtml(files.script)}"></script>
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
