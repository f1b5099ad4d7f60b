import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { stylesOf, toWebviewHtml } from '../../src/panels/webviewHtml.ts';
import { type Browser, launchBrowser } from './browser.ts';
import { repoFolder } from './paths.ts';

export interface WebviewPage {
  readonly page: Page;
  /** As the editor posts it; resolves when the webview has taken it. */
  post(message: unknown): Promise<void>;
  /** What the webview has posted so far. */
  posted(): Promise<readonly { readonly type: string }[]>;
  /** Addresses it asked for that are not its own files: there must be none. */
  readonly foreignRequests: readonly string[];
  /** What the browser complained about: the policy of the page among it. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface WebviewPageOptions {
  /** `conversation`, for `conversation.js` and `conversation.css`. */
  readonly name: string;
  readonly subject?: string | undefined;
  /** The built files. */
  readonly folder?: string;
  /** Colours of a theme, by their variable's name without `--vscode-`. */
  readonly colours?: Readonly<Record<string, string>>;
  readonly bodyClass?: string;
  /** Runs in the page before its own script. */
  readonly initScript?: string;
  /** What the person has asked of the system. */
  readonly reducedMotion?: boolean;
  readonly forcedColours?: boolean;
  readonly viewport?: { readonly width: number; readonly height: number };
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
};

/**
 * A built webview in a real browser without an editor: its own page and policy, and a stand-in for the editor. The page
 * is of an origin of its own, so that several may follow each other in a browser that is there already.
 */
export async function openWebviewPage(options: WebviewPageOptions, shared?: Browser): Promise<WebviewPage> {
  const folder = options.folder ?? path.join(repoFolder, 'dist', 'webview');
  const server = createServer((request, response) => {
    const name = path.basename(request.url ?? '');
    if (name === 'page') {
      response.setHeader('Content-Type', 'text/html');
      response.end(
        toWebviewHtml(
          {
            script: `${options.name}.js`,
            styles: stylesOf(options.name).map((name) => `${name}.css`),
            icons: 'codicon.css',
            controls: 'controls.css',
            cspSource: "'self'",
          },
          { nonce: 'bench', title: options.name, subject: options.subject },
        ),
      );
      return;
    }
    void sendFile(path.join(folder, name.replace(/\?.*$/, '')), response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = shared ?? (await launchBrowser());
  // A browser whose last page closes may end with it.
  const page = shared ? await shared.context.newPage() : await browser.newPage();
  if (options.viewport) await page.setViewportSize(options.viewport);
  const foreignRequests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) foreignRequests.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.addInitScript({ content: editorInPage(options) });
  if (options.initScript !== undefined) await page.addInitScript({ content: options.initScript });
  await page.emulateMedia({
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    forcedColors: options.forcedColours ? 'active' : 'none',
  });
  await page.goto(`${origin}/page`);
  return {
    page,
    foreignRequests,
    complaints,
    // Its listener is older than this one, so it is called first.
    post: (message) =>
      page.evaluate(`new Promise((taken) => {
        addEventListener('message', () => taken(), { once: true });
        window.postMessage(${JSON.stringify(message)}, '*');
      })`),
    posted: () => page.evaluate<{ type: string }[]>('editor.posted'),
    close: async () => {
      await (shared ? page.close() : browser.close());
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

async function sendFile(file: string, response: ServerResponse): Promise<void> {
  try {
    const contents = await readFile(file);
    response.setHeader('Content-Type', types[path.extname(file)] ?? 'text/plain');
    response.end(contents);
  } catch {
    response.statusCode = 404;
    response.end();
  }
}

/** Runs in the page before its own script: what the editor gives to every webview. */
function editorInPage({ colours = {}, bodyClass = 'vscode-dark' }: WebviewPageOptions): string {
  return `
    globalThis.editor = { posted: [], state: undefined };
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => editor.posted.push(structuredClone(message)),
      getState: () => editor.state,
      setState: (state) => (editor.state = structuredClone(state)),
    });
    document.addEventListener('DOMContentLoaded', () => {
      document.body.className = ${JSON.stringify(bodyClass)};
      for (const [name, value] of Object.entries(${JSON.stringify(colours)})) {
        document.documentElement.style.setProperty('--vscode-' + name, value);
      }
    });
  `;
}
