import { toCurl } from '../../core/chatApi/curl.ts';
import { createRequestPreview } from '../../core/chatApi/requestPreview.ts';
import type { CreateChatParameters } from '../../core/chatApi/chatClient.ts';
import { type Disposable, DisposableStore } from '../../core/common/disposable.ts';
import type { Event } from '../../core/common/event.ts';
import { HumanError, toHumanError } from '../../core/common/humanError.ts';
import type { PresetStore } from '../../core/newChat/presetStore.ts';
import type { Conversation } from '../../core/conversation/conversation.ts';
import { requireUnmasked } from '../../core/conversation/maskedContent.ts';
import type { ExplainTurnError } from '../../core/conversation/turnText.ts';
import { toVisibleLine } from '../../core/text/visibleText.ts';
import type { DraftStore } from '../../core/newChat/draftStore.ts';
import { emptyNewChatDraft, type NewChatDraft } from '../../core/newChat/newChatDraft.ts';
import { parseNewChatDraft } from '../../core/newChat/parseNewChatDraft.ts';
import { type Handlers, listen, type Port } from '../../protocol/channel.ts';
import type {
  FromNewChat,
  NewChatConnection,
  NewChatResult,
  NewChatSuggestions,
  ToNewChat,
} from '../../protocol/newChat.ts';
import type { DraftSeal } from '../draftSeal.ts';
import { createTypedDraft } from '../typedDraft.ts';
import { parseEditedDraft, parseFromNewChat } from './newChatMessages.ts';
import { toNewChatResult } from './toNewChatResult.ts';

export interface CreateFromForm {
  readonly connectionId: string;
  readonly parameters: CreateChatParameters;
  /** Aborted by the form's Cancel. */
  readonly signal: AbortSignal;
}

/** Everything the form is given. None of it hands out a secret. */
export interface NewChatDeps {
  readonly connections: {
    list(): Promise<readonly NewChatConnection[]>;
    /** The list or what is known about one of them changed, credentials included. */
    readonly onDidChange: Event<unknown>;
    activeId(): string | undefined;
  };
  readonly draftStore: Pick<DraftStore, 'read' | 'write'>;
  /** When false, what is typed is kept in memory only. */
  readonly keepsDrafts?: (() => boolean) | undefined;
  /** For what the webview keeps by itself; it keeps nothing when left out. */
  readonly draftSeal?: DraftSeal | undefined;
  readonly presetStore: Pick<PresetStore<NewChatDraft>, 'list' | 'save' | 'remove' | 'onDidChange'>;
  suggestions(): Promise<NewChatSuggestions>;
  /** Answered or failed; undefined when the person declined. Rejects with HumanError when nothing was sent. */
  createChat(request: CreateFromForm): Promise<Conversation | undefined>;
  /** Says the first message as a turn of its own in the chat that was just created. */
  sendFirstTurn(conversation: Conversation, message: string, signal: AbortSignal): Promise<Conversation>;
  readonly explain: ExplainTurnError;
  copyText(text: string): PromiseLike<void>;
  openConversation(id: string): unknown;
  addConnection(): unknown;
  editConnection(connectionId: string): unknown;
  useStandInAgent(): unknown;
  /** The name to save under; undefined when the person gave up. */
  askPresetName(taken: readonly string[]): PromiseLike<string | undefined>;
  confirmDeletePreset(name: string): PromiseLike<boolean>;
  /** BCP 47. */
  readonly language: string;
  readonly l10nContents?: Readonly<Record<string, string>> | undefined;
  readonly onError: (error: unknown) => void;
}

/** What the form is about, kept here so that the webview may come and go. One per window. */
export interface NewChatSession extends Disposable {
  /** Talks to a webview until what it returns is disposed. */
  attach(port: Port<ToNewChat, unknown>): Disposable;
  /** Puts something else into the form; what was typed can be brought back there. */
  replaceDraft(draft: NewChatDraft): Promise<void>;
  /** Chooses a connection and leaves the rest as it was typed. */
  selectConnection(connectionId: string): Promise<void>;
}

export function createNewChatSession(deps: NewChatDeps): NewChatSession {
  const owned = new DisposableStore();
  let port: Port<ToNewChat, unknown> | undefined;
  let result: NewChatResult = { kind: 'none' };
  let run: { readonly canceller: AbortController; readonly startedAtMs: number } | undefined;
  /** The one that `result` is about. */
  let conversation: Conversation | undefined;
  /** What `result` is the answer to. */
  let sentDraft: NewChatDraft | undefined;
  const typed = createTypedDraft({
    read: () => deps.draftStore.read(),
    write: (edited) => deps.draftStore.write(edited),
    parse: parseEditedDraft,
    keepsDrafts: deps.keepsDrafts,
    draftSeal: deps.draftSeal,
    showError: deps.onError,
  });

  const post = (message: ToNewChat) => port?.post(message);

  const readDraft = () => deps.draftStore.read()?.draft ?? emptyNewChatDraft;

  const show = (next: NewChatResult) => {
    result = next;
    post({ type: 'result', result });
  };

  const sendState = async () => {
    const [connections, suggestions] = await Promise.all([deps.connections.list(), deps.suggestions()]);
    const draft = readDraft();
    const known = connections.some(({ id }) => id === draft.connectionId);
    post({
      type: 'state',
      state: {
        editedAtMs: deps.draftStore.read()?.editedAtMs,
        draft: known ? draft : { ...draft, connectionId: deps.connections.activeId() },
        connections,
        suggestions,
        presets: deps.presetStore.list(),
        result: run ? { kind: 'running', elapsedMs: Date.now() - run.startedAtMs } : result,
        sentDraft: run || result.kind !== 'none' ? sentDraft : undefined,
        sealKey: typed.sealKey(),
        language: deps.language,
        l10nContents: deps.l10nContents,
      },
    });
  };

  const create = async (draft: NewChatDraft) => {
    if (run) return;
    const canceller = new AbortController();
    run = { canceller, startedAtMs: Date.now() };
    conversation = undefined;
    sentDraft = draft;
    show({ kind: 'running', elapsedMs: 0 });
    try {
      const { parameters, firstTurn, problems } = parseNewChatDraft(draft, await deps.connections.list());
      // The form has checked the same; the connection may have changed since.
      if (problems[0]) throw new HumanError(problems[0].message);
      if (!parameters || draft.connectionId === undefined) return;
      requireUnmasked(parameters, firstTurn);
      const { signal } = canceller;
      conversation = await deps.createChat({ connectionId: draft.connectionId, parameters, signal });
      if (conversation?.state === 'open' && firstTurn !== undefined) {
        conversation = await deps.sendFirstTurn(conversation, firstTurn, signal);
      }
      result = conversation ? toNewChatResult(conversation, deps.explain) : { kind: 'none' };
    } catch (error) {
      if (!(error instanceof HumanError)) deps.onError(error);
      result = toFailure(error);
    } finally {
      run = undefined;
      // Cancelled while a question was still open, say: nothing was sent and nothing is left.
      show(result.kind === 'running' ? { kind: 'none' } : result);
    }
  };

  const copyAsCurl = async (draft: NewChatDraft) => {
    const connections = await deps.connections.list();
    const connection = connections.find(({ id }) => id === draft.connectionId);
    const { parameters } = parseNewChatDraft(draft, connections);
    if (connection && parameters) {
      await deps.copyText(toCurl(createRequestPreview(connection.createUrl, parameters)));
    }
  };

  const replaceDraft = async (draft: NewChatDraft) => {
    typed.keep({ draft, editedAtMs: (deps.draftStore.read()?.editedAtMs ?? 0) + 1 });
    // The form must know a connection before it can choose it.
    post({ type: 'connections', connections: await deps.connections.list() });
    post({ type: 'draft', draft });
  };

  const selectConnection = async (connectionId: string) => {
    const draft = readDraft();
    if (draft.connectionId !== connectionId) await replaceDraft({ ...draft, connectionId });
  };

  /** Lets the person add a connection in their own way, and chooses the one that is new. */
  const chooseNewConnection = async (add: () => unknown) => {
    const before = new Set((await deps.connections.list()).map(({ id }) => id));
    await add();
    const added = (await deps.connections.list()).find(({ id }) => !before.has(id));
    if (added) await selectConnection(added.id);
  };

  const handlers: Handlers<FromNewChat> = {
    ready: async ({ saved: clear, sealed }) => {
      typed.takeOver(sealed === undefined ? clear : await typed.unseal(sealed));
      await sendState();
    },
    draftChanged: ({ edited }) => typed.keep(edited),
    create: ({ draft }) => create(draft),
    cancel: () => run?.canceller.abort(),
    copyAsCurl: ({ draft }) => copyAsCurl(draft),
    copyConversationId: async () => {
      if (conversation?.conversationId !== undefined)
        await deps.copyText(toVisibleLine(conversation.conversationId));
    },
    copyCorrelationId: async () => {
      const id = conversation?.turns[0]?.correlationId;
      if (id !== undefined) await deps.copyText(toVisibleLine(id));
    },
    openConversation: async () => {
      if (conversation) await deps.openConversation(conversation.id);
    },
    addConnection: () => chooseNewConnection(() => deps.addConnection()),
    editConnection: async ({ connectionId }) => void (await deps.editConnection(connectionId)),
    useStandInAgent: () => chooseNewConnection(() => deps.useStandInAgent()),
    savePreset: async ({ draft }) => {
      const name = await deps.askPresetName(deps.presetStore.list().map((preset) => preset.name));
      if (name === undefined) return;
      const selected = await deps.presetStore.save(name, draft);
      post({ type: 'presets', presets: deps.presetStore.list(), selected });
    },
    deletePreset: async ({ name }) => {
      if (await deps.confirmDeletePreset(name)) await deps.presetStore.remove(name);
    },
  };

  owned.add(
    deps.connections.onDidChange(() => {
      deps.connections
        .list()
        .then((connections) => post({ type: 'connections', connections }))
        .catch(deps.onError);
    }),
  );
  owned.add(deps.presetStore.onDidChange(() => post({ type: 'presets', presets: deps.presetStore.list() })));

  return {
    attach: (attached) => {
      port = attached;
      const parse = (value: unknown) => (port === attached ? parseFromNewChat(value) : undefined);
      listen(attached, parse, handlers, deps.onError);
      return {
        dispose: () => {
          if (port !== attached) return;
          port = undefined;
          // A call that runs goes on and is recorded: to cancel it would leave its outcome unknown.
          if (!run) result = { kind: 'none' };
        },
      };
    },
    replaceDraft,
    selectConnection,
    dispose: () => {
      run?.canceller.abort();
      owned.dispose();
    },
  };
}

function toFailure(error: unknown): NewChatResult {
  const { message, remedy } = toHumanError(error);
  return { kind: 'failed', message, remedy, canOpen: false };
}
