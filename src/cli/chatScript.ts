import { type ChatLine, chatWords, parseChatLine } from './chatLine.ts';
import type { ParsedFlags } from './flags.ts';
import { readTextFile, readTextInput } from './readText.ts';
import type { Surroundings } from './surroundings.ts';
import { UsageError } from './usageError.ts';

/** One step of a scripted conversation, in order. */
export type ScriptStep = Exclude<ChatLine, { readonly kind: 'unknown' | 'help' }>;

/** The steps that the flags give; undefined when they give none, and a person is to be asked. */
export async function readChatScript(
  flags: ParsedFlags<'message' | 'input-file'>,
  surroundings: Surroundings,
): Promise<readonly ScriptStep[] | undefined> {
  const path = flags.text('input-file');
  if (path === undefined) {
    return flags.has('message') ? flags.texts('message').map(toStepOfFlag) : undefined;
  }
  if (flags.has('message')) {
    throw new UsageError('Give either --message or --input-file, not both.');
  }
  const steps = toSteps(
    path === '-' ? await readTextInput(surroundings) : await readTextFile(path, surroundings),
  );
  if (steps.length > 0) return steps;
  throw new UsageError(path === '-' ? 'Standard input has no message.' : `The file ${path} has no message.`);
}

/** One step a line. Blank lines only give the file its shape: a delayed reply is asked for by its word. */
function toSteps(text: string): readonly ScriptStep[] {
  return text.split(/\r\n?|\n/).flatMap((line, index) => {
    const read = parseChatLine(line);
    return read === undefined ? [] : [toStep(read, `line ${index + 1}`)];
  });
}

function toStepOfFlag(message: string): ScriptStep {
  const read = parseChatLine(message);
  if (read !== undefined) return toStep(read, '--message');
  throw new UsageError('The message is empty.', 'To fetch a delayed reply, write -m /delayed.');
}

function toStep(read: ChatLine, where: string): ScriptStep {
  if (read.kind !== 'unknown' && read.kind !== 'help') return read;
  const word = read.kind === 'help' ? '/help' : read.word;
  const words = chatWords().flatMap(([known]) => (known === '/help' ? [] : [known]));
  throw new UsageError(
    `${where}: ${word} is none of ${words.join(', ')}.`,
    `To send it as a message, write /${word}.`,
  );
}
