import type { DisposableStore } from '../../core/common/disposable.ts';
import type { ConnectionStore } from '../../core/connection/connectionStore.ts';
import { ensureStandInConnection } from '../../core/connection/standInConnection.ts';
import type { History } from '../../core/history/history.ts';
import { registerStandInEnds } from '../../core/history/standInEnds.ts';
import type { CommandHandlers } from '../commands/commands.ts';
import type { Editor } from '../common/editor.ts';
import { createStandInHost, registerStandInNotices, type StandInHost } from './standInHost.ts';

/** The stand-in agent of this window, with what its coming and going brings about. */
export interface StandIn extends Pick<StandInHost, 'running' | 'ensureRunning' | 'onDidChangeRunning'> {
  readonly commands: Pick<CommandHandlers, 'polyai.startStandInAgent' | 'polyai.stopStandInAgent'>;
  /** The window goes, and its agent with it. */
  leave(): void;
}

/** The door to the stand-in agent: the server is loaded when the agent is started. */
export function createStandIn(
  { output, now, onError }: Editor,
  connections: ConnectionStore,
  history: History,
  parts: DisposableStore,
): StandIn {
  const host = parts.add(
    createStandInHost(async () => {
      const { startStandInAgent } = await import('../../standInAgent/standInAgent.ts');
      return startStandInAgent();
    }),
  );
  parts.add(registerStandInNotices(host, output));
  const ends = parts.add(registerStandInEnds({ standIn: host, history, now, onError }));
  return {
    get running() {
      return host.running;
    },
    ensureRunning: () => host.ensureRunning(),
    onDidChangeRunning: host.onDidChangeRunning,
    leave: () => ends.leave(),
    commands: {
      'polyai.startStandInAgent': async () => {
        await host.ensureRunning();
        await ensureStandInConnection(connections);
      },
      'polyai.stopStandInAgent': () => host.stop(),
    },
  };
}
