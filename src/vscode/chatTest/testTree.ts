import * as vscode from 'vscode';
import type { LoadChatTest } from '../../core/chatTest/loadChatTest.ts';
import { caseKey, type LoadedTest } from '../../core/chatTest/runPlan.ts';
import type { TestCase } from '../../core/chatTest/testCases.ts';
import { createBreather } from '../../core/common/breather.ts';
import { toPlainSentence } from '../asking/notifications.ts';
import { toFirstLine } from './ranges.ts';
import { readTestFile, toShownFile } from './readTestFile.ts';

/** The items of the Test Explorer: a file, and its cases below it; a file with one case is its own leaf. */
export interface TestTree extends vscode.Disposable {
  remove(uri: vscode.Uri): void;
  uris(): readonly vscode.Uri[];
  /** Reads the file anew, and adds it when it is not there yet. What cannot be read at the moment keeps its last good tree and says why. */
  refresh(uri: vscode.Uri): Promise<LoadChatTest>;
  /** Every case that an item stands for or holds. */
  leavesOf(items: Iterable<vscode.TestItem>): readonly vscode.TestItem[];
  /** The case that a leaf stands for, as `keyOfCase` says it. */
  keyOf(item: vscode.TestItem): string | undefined;
  fileOf(item: vscode.TestItem): vscode.Uri | undefined;
}

type ItemData = { readonly uri: vscode.Uri; readonly key?: string | undefined };

export function createTestTree(controller: vscode.TestController): TestTree {
  const data = new WeakMap<vscode.TestItem, ItemData>();
  const refreshes = new Map<string, number>();
  const breathe = createBreather();

  const find = (uri: vscode.Uri) => controller.items.get(uri.toString());

  /** The label is right from the start: screen readers are told of no change. */
  function create(uri: vscode.Uri, loaded: LoadedTest | undefined): vscode.TestItem {
    const [first, second] = loaded?.cases ?? [];
    const label = first !== undefined && second === undefined ? toPlainSentence(first.name) : fileName(uri);
    const item = controller.createTestItem(uri.toString(), label, uri);
    item.sortText = toShownFile(uri);
    data.set(item, { uri });
    return item;
  }

  async function refresh(uri: vscode.Uri): Promise<LoadChatTest> {
    const id = uri.toString();
    const turn = (refreshes.get(id) ?? 0) + 1;
    refreshes.set(id, turn);
    await breathe();
    const result = await readTestFile(uri);
    // Something newer is on its way, or the file has gone.
    if (refreshes.get(id) !== turn) return result;
    const item = find(uri) ?? create(uri, result.loaded);
    const [problem] = result.problems;
    item.error = problem === undefined ? undefined : toPlainSentence(`${problem.sentence} ${problem.remedy}`);
    if (result.loaded !== undefined) await show(item, uri, result.loaded);
    if (refreshes.get(id) === turn && find(uri) === undefined) controller.items.add(item);
    return result;
  }

  async function show(item: vscode.TestItem, uri: vscode.Uri, loaded: LoadedTest): Promise<void> {
    const range = toFirstLine(loaded.lines, loaded.test.name);
    const tags = loaded.test.tags.map((tag) => new vscode.TestTag(tag));
    item.range = range;
    item.tags = tags;
    const [only] = loaded.cases;
    if (loaded.cases.length === 1 && only !== undefined) {
      const label = toPlainSentence(only.name);
      // A row keeps the name that a screen reader was told first: one that could not be read then is made anew.
      if (data.get(item)?.key === undefined && item.label !== label) controller.items.delete(item.id);
      data.set(item, { uri, key: keyOfCase(only) });
      item.label = label;
      item.description = fileName(uri);
      item.children.replace([]);
      return;
    }
    data.set(item, { uri });
    item.label = fileName(uri);
    item.description = '';
    const children: vscode.TestItem[] = [];
    for (const [index, testCase] of loaded.cases.entries()) {
      const key = keyOfCase(testCase);
      const child =
        item.children.get(key) ?? controller.createTestItem(key, toPlainSentence(testCase.name), uri);
      child.range = range;
      child.tags = tags;
      child.sortText = String(index).padStart(5, '0');
      child.description = toPlainSentence(testCase.connection ?? '');
      data.set(child, { uri, key });
      children.push(child);
      // oxlint-disable-next-line no-await-in-loop -- thousands of cases must not hold the thread
      await breathe();
    }
    item.children.replace(children);
  }

  const childrenOf = ({ children }: vscode.TestItem) => Array.from(children, ([, child]) => child);

  return {
    refresh,
    remove(uri) {
      controller.items.delete(uri.toString());
      // What is being read just now is not added again.
      refreshes.set(uri.toString(), (refreshes.get(uri.toString()) ?? 0) + 1);
    },
    uris: () => Array.from(controller.items, ([, { uri }]) => uri).filter((uri) => uri !== undefined),
    leavesOf: (items) =>
      Array.from(items).flatMap((item) => (item.children.size === 0 ? [item] : childrenOf(item))),
    keyOf: (item) => data.get(item)?.key,
    fileOf: (item) => data.get(item)?.uri,
    dispose: () => controller.items.replace([]),
  };
}

/** Tells a case from all others of its file, also from the same one on another connection. */
export function keyOfCase({ id, connection }: TestCase): string {
  return caseKey(id, connection ?? '');
}

function fileName({ path }: vscode.Uri): string {
  return toPlainSentence(path.slice(path.lastIndexOf('/') + 1));
}
