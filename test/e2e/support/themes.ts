import type { Frame } from 'playwright-core';
import { zoom } from '../../support/browser.ts';
import { type Theme, themes } from '../../support/quietSettings.ts';
import type { SessionOptions } from '../../support/session.ts';
import { until } from '../../support/until.ts';
import { takePicture } from '../../support/workbench/pictures.ts';
import { attributeNow } from '../../support/workbench/readNow.ts';
import type { Workbench } from '../../support/workbench/workbench.ts';

/**
 * VS Code follows the system's colours here, and the test is the system: so a theme can change while a box, a menu
 * or a dialog is open, which the palette would close.
 */
export const followsTheSystem: SessionOptions = {
  settings: {
    'window.autoDetectColorScheme': true,
    'window.autoDetectHighContrast': true,
    'workbench.preferredDarkColorTheme': 'Dark 2026',
    'workbench.preferredLightColorTheme': 'Light 2026',
  },
  initScript: `(() => {
    const ask = window.matchMedia.bind(window);
    const dark = '(prefers-color-scheme: dark)';
    const light = '(prefers-color-scheme: light)';
    const highContrast = '(forced-colors: active)';
    const answers = { [dark]: true, [light]: false, [highContrast]: false };
    const lists = [];
    window.matchMedia = (query) => {
      if (!(query in answers)) return ask(query);
      const list = new EventTarget();
      Object.defineProperty(list, 'matches', { get: () => answers[query] });
      list.media = query;
      lists.push(list);
      return list;
    };
    window.setSystemColours = (isDark, isHighContrast) => {
      Object.assign(answers, { [dark]: isDark, [light]: !isDark, [highContrast]: isHighContrast });
      for (const list of lists) list.dispatchEvent(new Event('change'));
    };
  })()`,
};

const usual: Theme = 'dark';
const zoomed = zoom === 1 ? '' : `-${Math.round(zoom * 100)}`;
const photographed: readonly Theme[] = ['light', 'hc-light', 'hc-dark', usual];

/** Runs `look` in each theme, and leaves the window in the usual one. */
export async function inEveryTheme(
  workbench: Workbench,
  look: (theme: Theme) => Promise<void>,
): Promise<void> {
  for (const theme of photographed) {
    await wear(workbench, theme);
    await look(theme);
  }
}

/**
 * A picture of the window as it is now: out/screenshots/<theme>/<surface>.png, in the theme the window wears, and with
 * PICTURES=all in all four. It leaves the window in the last one, because changing takes longer than a picture.
 */
export async function photograph(workbench: Workbench, surface: string): Promise<void> {
  // Where the mouse was left it may show a tooltip.
  const { width, height } = workbench.page.viewportSize() ?? { width: 1280, height: 800 };
  await workbench.page.mouse.move(width * 0.45, height - 5);
  await until('what the webviews show', async () => {
    // One may just have made room for another.
    const webviews = await visibleWebviews(workbench);
    const shown = await Promise.all(webviews.map((webview) => webview.isVisible('#root > *')));
    return shown.every(Boolean);
  });
  const worn = await wornTheme(workbench);
  const others = process.env['PICTURES'] === 'all' ? photographed.filter((theme) => theme !== worn) : [];
  for (const theme of [worn, ...others]) {
    if (theme !== worn) await wear(workbench, theme);
    await takePicture(workbench.page, `${themes[theme].folder}${zoomed}`, surface);
  }
}

async function wornTheme({ page }: Workbench): Promise<Theme> {
  const classes = (await attributeNow(page.locator('.monaco-workbench'), 'class')) ?? '';
  const worn = photographed.find((theme) => classes.split(' ').includes(themes[theme].bodyClass));
  if (worn === undefined) throw new Error(`The window wears none of the usual themes: ${classes}`);
  return worn;
}

async function wear(workbench: Workbench, theme: Theme): Promise<void> {
  const { page } = workbench;
  const { bodyClass } = themes[theme];
  const isDark = theme === 'dark' || theme === 'hc-dark';
  const isHighContrast = theme.startsWith('hc');
  await page.evaluate(`setSystemColours(${isDark}, ${isHighContrast})`);
  await page.locator(`.monaco-workbench.${bodyClass}`).waitFor();
  // A webview is told by a message, and draws a frame later.
  const kind = isHighContrast ? 'high-contrast' : theme;
  const kindOnly = theme === 'hc-light' ? `${kind}-light` : kind;
  for (const webview of await visibleWebviews(workbench)) {
    await webview.waitForSelector(`body[data-vscode-theme-kind="vscode-${kindOnly}"]`, { state: 'attached' });
  }
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
}

/** The documents inside the webviews in view, once they have loaded. */
async function visibleWebviews({ page }: Workbench): Promise<Frame[]> {
  return until('the webviews', async () => {
    const outer = await page.locator('iframe.webview:visible').elementHandles();
    const inner = await Promise.all(
      outer.map(async (frame) => (await (await frame.contentFrame())?.$('#active-frame'))?.contentFrame()),
    );
    const loaded = inner.filter((frame) => frame !== undefined && frame !== null);
    return loaded.length === outer.length && loaded;
  });
}
