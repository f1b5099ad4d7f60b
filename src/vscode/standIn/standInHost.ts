import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { StandInAgent } from '../../standInAgent/standInAgent.ts';

/** Runs at most one stand-in agent for this window: started when first needed, stopped with the window. */
export interface StandInHost extends vscode.Disposable {
  readonly running: StandInAgent | undefined;
  /** The running stand-in agent, started if need be. Two callers at once get the same one. */
  ensureRunning(): Promise<StandInAgent>;
  stop(): Promise<void>;
  /** Fires with the agent when it has started, and with undefined when it has stopped. */
  readonly onDidChangeRunning: vscode.Event<StandInAgent | undefined>;
}

export function createStandInHost(start: () => Promise<StandInAgent>): StandInHost {
  const emitter = new vscode.EventEmitter<StandInAgent | undefined>();
  let running: StandInAgent | undefined;
  let starting: Promise<StandInAgent> | undefined;
  let disposed = false;

  const set = (agent: StandInAgent | undefined): void => {
    running = agent;
    emitter.fire(agent);
  };

  return {
    get running() {
      return running;
    },
    onDidChangeRunning: emitter.event,
    async ensureRunning() {
      if (running !== undefined) return running;
      starting ??= start().finally(() => {
        starting = undefined;
      });
      const agent = await starting;
      if (disposed) {
        await agent.close();
        throw new vscode.CancellationError();
      }
      if (running === undefined) set(agent);
      return agent;
    },
    async stop() {
      const agent = running ?? (await starting);
      if (agent === undefined) return;
      set(undefined);
      await agent.close();
    },
    dispose() {
      disposed = true;
      void running?.close();
      running = undefined;
      emitter.dispose();
    },
  };
}

/** Writes the stand-in agent's coming and going into the output, and tells the menus. */
export function registerStandInNotices(host: StandInHost, output: vscode.OutputChannel): vscode.Disposable {
  return host.onDidChangeRunning((agent) => {
    void vscode.commands.executeCommand('setContext', 'polyai.standInRunning', agent !== undefined);
    output.appendLine(
      agent === undefined
        ? l10n.t('The stand-in agent has stopped.')
        : l10n.t('The stand-in agent listens on {0}.', agent.origin),
    );
  });
}
