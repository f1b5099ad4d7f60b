import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { findBrowser } from './browserPath.mjs';

export interface BrowserOptions {
  /** Keeps what VS Code stores in the browser, secrets among it. Default: a new temporary one, removed on close. */
  readonly profileFolder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly locale?: string;
  /** Runs in every page and frame before anything else does. */
  readonly initScript?: string;
  /** Memory is cleared up seldom, files are not packed, nothing moves, and less is drawn: less work, other figures. */
  readonly forTests?: boolean;
}

export interface Browser {
  readonly context: BrowserContext;
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
  disabledFeatures(),
  // Nothing leaves the machine: every other name does not exist.
  '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

/** A window is there for a minute or two, so that there is more memory than it leaves behind. */
const seldomCleared = '--js-flags=--min-semi-space-size=64 --max-semi-space-size=64 --initial-heap-size=512';
/** To pack fifteen megabytes for a browser on the same machine costs the server half of what else a window does. */
const unpacked = { 'Accept-Encoding': 'identity' };

/**
 * Chromium draws the suggestions of its address bar in a page of their own, which costs as much as the rest of its
 * start. Of several such switches the last one counts, so what Playwright disables stands here too.
 */
function disabledFeatures(): string {
  const byPlaywright = [
    'AvoidUnnecessaryBeforeUnloadCheckSync',
    'DestroyProfileOnBrowserClose',
    'HttpsUpgrades',
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
    'AvoidCorsURLLoaderRestartOnRedirect',
    'OptimizationHints',
    'NetworkTimeServiceQuerying',
    'AimEnabled',
    'PreconnectToSearch',
  ];
  const ofTheAddressBar = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];
  return `--disable-features=${[...byPlaywright, ...ofTheAddressBar].join(',')}`;
}

// code-server's own worker does nothing but delay the first webview (3.5 s instead of 0.8 s).
// A webview's own worker is needed, and has another name (service-worker.js).
const skipCodeServerWorker = `(() => {
  const container = navigator.serviceWorker;
  if (!container) return;
  const register = container.register.bind(container);
  container.register = (script, options) =>
    String(script).endsWith('/serviceWorker.js') ? Promise.resolve({}) : register(script, options);
})()`;

/**
 * Without a graphics card each picture of a bar that fades or an icon that turns is drawn by the processor, sixty times
 * a second. The page of the editor only: what moves in a webview of ours is ours, and is tested.
 */
const nothingMoves = `(() => {
  if (window !== window.top) return;
  const still = new CSSStyleSheet();
  still.replaceSync(\`
    .monaco-scrollable-element > .scrollbar, .xterm-scrollbar { transition: none !important; }
    .monaco-hover, .monaco-menu-container, .progress-bit { animation: none !important; }
    .codicon-modifier-spin, .codicon-modifier-spin::before { animation: none !important; }
  \`);
  document.adoptedStyleSheets.push(still);
})()`;

/**
 * The energy saver of Chromium's settings, always on: it draws at most thirty pictures a second, and who looks at a test
 * looks at one. The file stands in a profile before its first start.
 */
async function saveEnergy(profile: string): Promise<void> {
  await mkdir(profile, { recursive: true });
  const settings = { performance_tuning: { battery_saver_mode: { state: 3 } } };
  await writeFile(join(profile, 'Local State'), JSON.stringify(settings));
}

/** How large a person has made everything: ZOOM=1.5 leaves two thirds of the window's width and height. */
export const zoom = Number(process.env['ZOOM'] ?? 1);

/** A browser for the workbench. HEADED=1 shows it. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findBrowser();
  if (!executablePath) throw new Error('No Chromium, Chrome or Edge found. Install one, or set CHROME_PATH.');
  const profile = options.profileFolder ?? (await mkdtemp(join(tmpdir(), 'polyai-browser-')));
  if (options.forTests) await saveEnergy(profile);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: !process.env['HEADED'],
    slowMo: Number(process.env['SLOW_MO'] ?? 0),
    args: options.forTests ? [...quiet, seldomCleared] : quiet,
    ...(options.forTests ? { extraHTTPHeaders: unpacked } : {}),
    viewport: options.viewport ?? { width: Math.round(1280 / zoom), height: Math.round(800 / zoom) },
    deviceScaleFactor: zoom,
    locale: options.locale ?? 'en-US',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
    // The process ends on a signal by itself (processGroup.ts), and takes the browser along.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  context.setDefaultTimeout(15_000);
  await context.addInitScript({ content: skipCodeServerWorker });
  if (options.forTests) await context.addInitScript({ content: nothingMoves });
  if (options.initScript !== undefined) await context.addInitScript({ content: options.initScript });
  const blank = context.pages()[0];
  return {
    context,
    newPage: async () => (blank && blank.url() === 'about:blank' ? blank : await context.newPage()),
    async close() {
      await context.close();
      if (!options.profileFolder) await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
