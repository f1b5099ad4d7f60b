import { requireUnmasked } from '../../core/conversation/maskedContent.ts';
import { readConversationId, readCreateParameters } from '../callFlags.ts';
import { humanChatReport, type ChatReport } from '../reports/chatReport.ts';
import { readChatScript, type ScriptStep } from '../chatScript.ts';
import { createChatSession } from '../chatSession.ts';
import { chatFlags, createFlags } from '../commandFlags.ts';
import type { ExitCode } from '../exitCodes.ts';
import type { ParsedFlags } from '../flags.ts';
import { jsonChatReport } from '../reports/jsonChatReport.ts';
import { createLeave, type LeaveOptions } from '../leaveConversation.ts';
import type { Prompt } from '../prompt.ts';
import { type Connected, runCall } from '../runCall.ts';
import { runPrompt } from '../runPrompt.ts';
import { runScript } from '../runScript.ts';
import type { Surroundings } from '../surroundings.ts';
import { UsageError } from '../usageError.ts';

type ChatFlags = ParsedFlags<keyof typeof chatFlags | 'json'>;

/** `polyai-chat chat`: a conversation with the person at the terminal, or one that follows a script. */
export function chat(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  return runCall(
    {
      name: 'chat',
      flags: chatFlags,
      prepare: async (flags) => {
        checkFlags(flags);
        const conversationId = readConversationId(flags);
        const parameters = await readCreateParameters(flags, surroundings);
        const steps = await readChatScript(flags, surroundings);
        const { openPrompt } = surroundings;
        if (steps === undefined && openPrompt === undefined) throw nobodyToAsk();
        // Found in the middle of a conversation it would be left half said.
        requireUnmasked(parameters, steps);
        return async (connected) => {
          const start = { ...connected, parameters, conversationId, flags, surroundings };
          if (steps !== undefined) return script(steps, start);
          if (openPrompt === undefined) throw nobodyToAsk();
          const prompt = await openPrompt();
          try {
            return await converse(prompt, start);
          } finally {
            prompt.close();
          }
        };
      },
    },
    args,
    surroundings,
  );
}

interface Start
  extends Connected, Pick<Parameters<typeof createChatSession>[0], 'parameters' | 'conversationId'> {
  readonly flags: ChatFlags;
  readonly surroundings: Surroundings;
}

async function script(steps: readonly ScriptStep[], start: Start): Promise<ExitCode> {
  const { target, surroundings } = start;
  const { signal } = surroundings;
  if (!start.flags.has('json')) {
    const report = humanChatReport(surroundings, { target, echo: true });
    return runScript(steps, { ...begin(start, report), signal });
  }
  const { report, finish } = jsonChatReport(target);
  const exitCode = await runScript(steps, { ...begin(start, report), signal });
  surroundings.writeOut(finish());
  return exitCode;
}

function converse(prompt: Prompt, start: Start): Promise<ExitCode> {
  const { writeOut, writeError, signal } = start.surroundings;
  const behindTyping = (write: (text: string) => void) => (text: string) => {
    prompt.freshLine();
    write(text);
  };
  const outputs = { writeOut: behindTyping(writeOut), writeError: behindTyping(writeError) };
  const report = humanChatReport(outputs, { target: start.target, echo: false });
  const tell = (sentence: string) => outputs.writeError(`${sentence}\n`);
  return runPrompt({ ...begin(start, report), prompt, tell, signal });
}

function begin(start: Start, report: ChatReport) {
  const { flags } = start;
  const { timeoutSeconds } = start.options;
  const session = createChatSession({ ...start, timeoutSeconds, report });
  return { session, report, leave: createLeave({ session, timeoutSeconds, keep: toKeep(flags) }) };
}

/** As with `poly chat`: what a program has begun, it may want to continue. */
function toKeep(flags: ChatFlags): LeaveOptions['keep'] {
  if (flags.has('keep-open')) return 'all';
  return flags.has('json') && !flags.has('close') ? 'end' : 'nothing';
}

function checkFlags(flags: ChatFlags): void {
  const first = Object.keys(createFlags).find((name) => flags.has(name as keyof typeof createFlags));
  if (flags.has('conversation') && first !== undefined) {
    throw new UsageError(
      `--${first} is for a new conversation, and --conversation continues one.`,
      'Leave one of them out.',
    );
  }
  if (flags.has('close') && flags.has('keep-open')) {
    throw new UsageError('Give either --close or --keep-open, not both.');
  }
  if (flags.has('json') && !flags.has('message') && !flags.has('input-file')) {
    throw new UsageError(
      '--json needs --message or --input-file.',
      'Nobody is asked when a program reads along.',
    );
  }
}

function nobodyToAsk(): UsageError {
  return new UsageError(
    'Standard input is not a terminal, so nobody can be asked.',
    'Give the messages with -m TEXT, or with --input-file - to read them from there.',
  );
}
