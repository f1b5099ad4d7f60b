import * as vscode from 'vscode';

/** What a run of the Test Explorer was told of one test, in order. */
export interface Told {
  readonly states: string[];
  readonly messages: vscode.TestMessage[];
  output: string;
}

export interface ObservedRun {
  readonly name: string | undefined;
  readonly persists: boolean;
  readonly request: vscode.TestRunRequest;
  /** By the label of the test. */
  readonly tests: Map<string, Told>;
  ended: number;
}

export interface ObservedProfile {
  readonly label: string;
  readonly supportsContinuousRun: boolean;
  run(request: vscode.TestRunRequest, token?: vscode.CancellationToken): Promise<void>;
}

/**
 * A test controller of the real editor that remembers what it is asked: the editor itself shows results to nobody but the
 * person. Everything goes on to the editor's own.
 */
export function observeTests(id: string) {
  const controller = vscode.tests.createTestController(id, id);
  const runs: ObservedRun[] = [];
  const profiles: ObservedProfile[] = [];

  const observed = new Proxy(controller, {
    get(target, name) {
      if (name === 'createTestRun') return createTestRun;
      if (name === 'createRunProfile') return createRunProfile;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });

  const createTestRun: vscode.TestController['createTestRun'] = (request, name, persist = true) => {
    const run = controller.createTestRun(request, name, persist);
    const seen: ObservedRun = { name, persists: persist, request, tests: new Map(), ended: 0 };
    runs.push(seen);
    const of = ({ id: key }: vscode.TestItem): Told => {
      const told = seen.tests.get(key) ?? { states: [], messages: [], output: '' };
      seen.tests.set(key, told);
      return told;
    };
    const withMessages =
      (state: 'failed' | 'errored') =>
      (
        item: vscode.TestItem,
        messages: vscode.TestMessage | readonly vscode.TestMessage[],
        duration?: number,
      ) => {
        of(item).states.push(state);
        of(item).messages.push(...[messages].flat());
        run[state](item, messages, duration);
      };
    const plain =
      (state: 'enqueued' | 'started' | 'passed' | 'skipped') =>
      (item: vscode.TestItem, duration?: number) => {
        of(item).states.push(state);
        run[state](item, duration);
      };
    return {
      name,
      token: run.token,
      isPersisted: persist,
      onDidDispose: run.onDidDispose,
      addCoverage: (coverage) => run.addCoverage(coverage),
      enqueued: plain('enqueued'),
      started: plain('started'),
      passed: plain('passed'),
      skipped: plain('skipped'),
      failed: withMessages('failed'),
      errored: withMessages('errored'),
      appendOutput(output, location, item) {
        if (item !== undefined) of(item).output += output;
        run.appendOutput(output, location, item);
      },
      end() {
        seen.ended += 1;
        run.end();
      },
    };
  };

  const createRunProfile: vscode.TestController['createRunProfile'] = (
    label,
    kind,
    handler,
    isDefault,
    tag,
    supportsContinuousRun = false,
  ) => {
    const profile = controller.createRunProfile(label, kind, handler, isDefault, tag, supportsContinuousRun);
    const seen: ObservedProfile = {
      label,
      supportsContinuousRun,
      async run(request, token = new vscode.CancellationTokenSource().token) {
        await handler(request, token);
      },
    };
    profiles.push(seen);
    const dispose = () => {
      if (profiles.includes(seen)) profiles.splice(profiles.indexOf(seen), 1);
      profile.dispose();
    };
    return new Proxy(profile, {
      get: (target, name) => (name === 'dispose' ? dispose : (Reflect.get(target, name, target) as unknown)),
    });
  };

  return { controller: observed, runs, profiles };
}
