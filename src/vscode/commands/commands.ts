import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import * as vscode from 'vscode';

/** A conversation named by a row of the history view, by its own (local) id, or not at all: then it is asked. */
export type ConversationArgument = string | { readonly conversationId: string } | undefined;

/** A connection named by a row of the connections view, by its id, or not at all: then it is asked. */
export type ConnectionArgument = string | { readonly connectionId: string } | undefined;

/** Every command of the extension with what it takes: every gesture comes in by it. */
export interface CommandHandlers {
  'polyai.addConnection': () => Promise<unknown>;
  'polyai.editConnection': (connection?: ConnectionArgument, first?: unknown) => Promise<void>;
  'polyai.removeConnection': (connection?: ConnectionArgument) => Promise<void>;
  'polyai.switchConnection': (connection?: ConnectionArgument) => Promise<void>;
  'polyai.testConnection': (connection?: ConnectionArgument) => Promise<void>;
  'polyai.createChat': (connection?: ConnectionArgument, parameters?: CreateChatParameters) => Promise<void>;
  /** Asks which connection, whichever is active. */
  'polyai.createChatWith': (argument?: unknown, parameters?: CreateChatParameters) => Promise<void>;
  'polyai.createChatWithParameters': (
    connection?: ConnectionArgument,
    parameters?: CreateChatParameters,
  ) => Promise<void>;
  /** Asks which preset, and opens the form with it. */
  'polyai.createChatFromPreset': () => Promise<void>;
  /** The same is said to several: asks to whom. */
  'polyai.broadcast': (connection?: ConnectionArgument, parameters?: CreateChatParameters) => Promise<void>;
  'polyai.useStandInAgent': () => Promise<void>;
  /** Without a text it is asked for. */
  'polyai.sendMessage': (conversation?: ConversationArgument, text?: string) => Promise<void>;
  'polyai.fetchDelayedReply': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.closeChat': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.closeAllOpen': () => Promise<void>;
  /** Asks on which connection. */
  'polyai.createAgainOnAnother': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.createAgainAndReplay': (conversation?: ConversationArgument) => Promise<void>;
  /** Before the turn with this index; it is asked for when a menu or nothing names it. */
  'polyai.forkConversation': (conversation?: ConversationArgument, turn?: unknown) => Promise<void>;
  'polyai.openInStudio': (argument?: ConversationArgument | ConnectionArgument) => Promise<void>;
  'polyai.copyConnectionReport': () => Promise<void>;
  'polyai.showOutput': () => void;
  'polyai.showLog': () => void;
  'polyai.copyConversationId': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.copyAsCurl': (conversation?: ConversationArgument) => Promise<void>;
  /** Of a row, or of a message of the Test Explorer. */
  'polyai.openConversation': (conversation?: unknown) => Promise<void>;
  'polyai.openAsText': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.openRaw': (conversation?: ConversationArgument) => Promise<void>;
  /** In the panel that has the focus. */
  'polyai.toggleMarkdown': () => void;
  'polyai.copyTranscript': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.rerunConversation': (conversation?: ConversationArgument) => Promise<void>;
  'polyai.deleteConversation': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  /** Asks which checks, and where the file goes. */
  'polyai.saveAsChatTest': (
    conversation?: ConversationArgument,
    /** Conversations in which the same was said; a view passes the rows that are selected there. */
    broadcast?: { readonly conversations: readonly string[] },
  ) => Promise<void>;
  'polyai.newChatTest': () => Promise<void>;
  'polyai.addChatTestsToCi': () => Promise<void>;
  /** Of an agent project: a row of its tree, or its file. */
  'polyai.chatAsThisTest': (test?: unknown) => Promise<void>;
  'polyai.copyAsChatTest': (test?: unknown) => Promise<void>;
  /** Of the lens over a check: the replies for which it does not hold. */
  'polyai.showFailingReplies': (failing?: unknown) => Promise<void>;
  'polyai.undoDelete': () => Promise<void>;
  'polyai.showOlderConversations': () => void;
  'polyai.searchHistory': () => Promise<void>;
  /** Asks which filter, when a menu or nothing names it. */
  'polyai.filterHistory': (wanted?: unknown) => Promise<void>;
  'polyai.clearHistoryFilter': () => void;
  'polyai.groupHistory': () => Promise<void>;
  'polyai.clearHistory': () => Promise<void>;
  /** Asks which conversations when none is given. */
  'polyai.exportHistory': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  'polyai.importHistory': () => Promise<void>;
  'polyai.pinConversation': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  'polyai.renameConversation': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  'polyai.tagConversation': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  'polyai.noteConversation': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  'polyai.compareConversations': (
    conversation?: ConversationArgument,
    selected?: readonly ConversationArgument[],
  ) => Promise<void>;
  'polyai.ignoreInComparisons': () => Promise<void>;
  'polyai.copyComparison': () => Promise<void>;
  /** What is done about a message of the Test Explorer; without one it is asked which failure is meant. */
  'polyai.acceptNewReply': (message?: unknown) => Promise<void>;
  'polyai.compareWithLastPass': (message?: unknown) => Promise<void>;
  'polyai.showWhatChanged': (message?: unknown) => Promise<void>;
  'polyai.startStandInAgent': () => Promise<void>;
  'polyai.stopStandInAgent': () => Promise<void>;
}

export type CommandId = keyof CommandHandlers;

/** Handlers that are loaded, with all they need, when the first of them is wanted. */
export function whenNeeded<Id extends CommandId>(
  ids: readonly Id[],
  load: () => Promise<Pick<CommandHandlers, Id>>,
): Pick<CommandHandlers, Id> {
  const handlers = ids.map((id) => {
    const handle = async (...args: unknown[]) =>
      ((await load())[id] as (...args: unknown[]) => unknown)(...args);
    return [id, handle];
  });
  return Object.fromEntries(handlers) as Pick<CommandHandlers, Id>;
}

/**
 * Registers every command; one that is forgotten does not compile. Every failure ends in `onError`, the one funnel, so
 * that no command shows an error of its own or none.
 */
export function registerCommands(
  handlers: CommandHandlers,
  onError: (error: unknown, command: CommandId) => void,
): vscode.Disposable {
  const registrations = (Object.keys(handlers) as CommandId[]).map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        // Arguments come from our own menus and views, or from a user's key binding: handlers check them.
        const handle = handlers[id] as (...args: unknown[]) => unknown;
        return await handle(...args);
      } catch (error) {
        onError(error, id);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** Runs one of our own commands with its arguments checked by the compiler. */
export async function runCommand<Id extends CommandId>(
  id: Id,
  ...args: Parameters<CommandHandlers[Id]>
): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}

/** The id in a conversation argument, whatever its form; undefined when it names none. */
export function conversationIdOf(argument: unknown): string | undefined {
  return idIn(argument, 'conversationId');
}

/** The id in a connection argument, whatever its form; undefined when it names none. */
export function connectionIdOf(argument: unknown): string | undefined {
  return idIn(argument, 'connectionId');
}

function idIn(argument: unknown, property: string): string | undefined {
  if (typeof argument === 'string') return argument;
  if (typeof argument !== 'object' || argument === null) return undefined;
  const id: unknown = (argument as Record<string, unknown>)[property];
  return typeof id === 'string' ? id : undefined;
}
