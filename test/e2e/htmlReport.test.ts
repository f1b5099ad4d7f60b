import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { htmlReport } from '../../src/cli/reports/htmlReport.ts';
import { type Browser, launchBrowser } from '../support/browser.ts';
import { exampleReport, hostileReport } from '../support/exampleReport.ts';
import { outFolder } from '../support/paths.ts';
import { findSeriousProblems } from './support/axe.ts';

let folder = '';
let browser: Browser;
let page: Page;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polyai-report-'));
  browser = await launchBrowser();
  page = await browser.newPage();
  // The report allows no script, and axe is one.
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send('Page.enable');
  await devtools.send('Page.setBypassCSP', { enabled: true });
});

after(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(source: string): Promise<void> {
  const file = join(folder, 'report.html');
  await writeFile(file, source);
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(`for (const one of document.querySelectorAll('details')) one.open = true`);
}

for (const colorScheme of ['light', 'dark'] as const) {
  it(`axe finds nothing serious in the HTML report, ${colorScheme}`, async () => {
    await page.emulateMedia({ colorScheme });
    for (const report of [exampleReport(), hostileReport()]) {
      await open(htmlReport(report));
      assert.deepEqual(await findSeriousProblems(page.mainFrame()), []);
    }
    await open(htmlReport(exampleReport()));
    const pictures = join(outFolder, 'screenshots', colorScheme);
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, 'html-report.png'), fullPage: true });
  });
}

it('hostile text in the HTML report opens no dialog, loads nothing and fits a narrow window', async () => {
  const seen: string[] = [];
  page.on('dialog', (dialog) => {
    seen.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('request', (request) => seen.push(request.url()));
  await page.setViewportSize({ width: 320, height: 640 });
  await open(htmlReport(hostileReport()));
  assert.deepEqual(seen, [pathToFileURL(join(folder, 'report.html')).href]);
  assert.equal(await page.locator('img, script').count(), 0);
  const overflow = await page.evaluate('document.documentElement.scrollWidth - window.innerWidth');
  assert.equal(overflow, 0);
});

it('in a narrow window no word of a state or of a table’s head is cut in two, and nothing reaches over the edge', async () => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(htmlReport(exampleReport()));
  const cut = await page.evaluate<string[]>(`[...document.querySelectorAll('thead th, .word')]
    .flatMap((cell) => cell.textContent.trim().split(/[ ,]+/).map((word) => [cell, word]))
    .filter(([cell, word]) => {
      const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const start = node.data.indexOf(word);
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(node, start);
        range.setEnd(node, start + word.length);
        return range.getClientRects().length > 1;
      }
      return false;
    })
    .map(([, word]) => word)`);
  assert.deepEqual(cut, []);
  assert.equal(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth'), 0);
});
