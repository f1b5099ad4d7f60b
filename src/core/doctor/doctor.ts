import * as l10n from '@vscode/l10n';
import type { Origin } from '../chatApi/region.ts';
import { toOrigin } from '../chatApi/toOrigin.ts';
import { chatUrl } from '../chatApi/wire.ts';
import { HumanError } from '../common/humanError.ts';
import { isStandIn } from '../connection/connection.ts';
import { validateConnection } from '../connection/validateConnection.ts';
import type { Conversation, Turn } from '../conversation/conversation.ts';
import { isOver } from '../conversation/transitions.ts';
import { closeUnconfirmed, explainTurnError } from '../conversation/turnText.ts';
import { toVisibleLine } from '../text/visibleText.ts';
import {
  type DoctorStep,
  type DoctorStepName,
  doctorStepNames,
  type Examination,
  type Finding,
} from './examination.ts';
import { lookUpName, openConnection, reach } from './networkSteps.ts';

/**
 * Walks from the address to a closed conversation and tells what each step found. Credentials leave only when something
 * answered a request without any, and only for their own origin.
 */
export async function* examineConnection(
  examination: Examination,
): AsyncGenerator<DoctorStep, void, undefined> {
  let skip: string | undefined;
  let created: Conversation | undefined;
  let originText: string | undefined;
  let isDirectWayBroken = false;

  for (const name of doctorStepNames) {
    // A conversation that may be open is closed, whatever else went wrong, and also when the person has had enough.
    const mustClose = name === 'close' && created?.conversationId !== undefined;
    if (mustClose) skip = undefined;
    else if (examination.signal?.aborted === true) skip ??= l10n.t('Cancelled.');
    const origin = originText === undefined ? undefined : new URL(originText);
    if (skip === undefined) examination.onStep?.(name);
    const startedMs = performance.now();
    const finding: Finding =
      skip === undefined
        ? // oxlint-disable-next-line no-await-in-loop -- one step after the other
          await takeStep(name, examination, origin, created, isDirectWayBroken)
        : { state: 'skipped', sentence: skip };
    const { isAnswered = false, ...found } = finding;
    const latencyMs = finding.state === 'skipped' ? undefined : Math.round(performance.now() - startedMs);
    yield { name, latencyMs, ...found };

    if (name === 'address' && finding.state === 'ok') originText = originOf(examination);
    if (name === 'create') created = finding.conversation;
    if (finding.state !== 'failed') continue;
    if (name === 'name' || name === 'connection') isDirectWayBroken = true;
    else if (!isAnswered) skip ??= l10n.t('Not tried, because a step before it failed.');
  }
}

async function takeStep(
  name: DoctorStepName,
  examination: Examination,
  origin: URL | undefined,
  created: Conversation | undefined,
  isDirectWayBroken: boolean,
): Promise<Finding> {
  try {
    if (name === 'address') return checkAddress(examination);
    if (name === 'create') return await tryCreate(examination);
    if (name === 'close') return await tryClose(examination, created);
    // The first step gave the origin, or there would be no second one.
    if (origin === undefined) return { state: 'skipped', sentence: '' };
    if (name === 'name') return await lookUpName(examination, origin);
    if (name === 'connection') return await openConnection(examination, origin);
    return await reach(examination, origin, isDirectWayBroken);
  } catch (error) {
    if (error instanceof HumanError) {
      return { state: 'failed', sentence: error.message, remedy: error.remedy, error };
    }
    throw error;
  }
}

function originOf({ connection, standInOrigin }: Examination): Origin {
  return isStandIn(connection) && standInOrigin !== undefined ? standInOrigin : toOrigin(connection.region);
}

function checkAddress(examination: Examination): Finding {
  const { connection } = examination;
  const problem = validateConnection(connection);
  if (problem !== undefined) {
    return { state: 'failed', sentence: problem, remedy: l10n.t('Edit the connection.') };
  }
  const url = chatUrl({ ...connection, origin: originOf(examination) }, 'create');
  return { state: 'ok', sentence: l10n.t('Chats are created at {0}.', url) };
}

async function tryCreate(examination: Examination): Promise<Finding> {
  const conversation = await examination.create();
  const turn = conversation?.turns[0];
  if (conversation === undefined || turn === undefined) {
    return { state: 'skipped', sentence: l10n.t('Cancelled.') };
  }
  const id = toVisibleLine(conversation.conversationId ?? '', 100);
  return toFinding(conversation, turn, l10n.t('The agent answered in the conversation {0}.', id));
}

async function tryClose(examination: Examination, created: Conversation | undefined): Promise<Finding> {
  if (created?.conversationId === undefined) {
    return { state: 'skipped', sentence: l10n.t('There is no conversation to close.') };
  }
  if (isOver(created.state)) {
    return { state: 'skipped', sentence: l10n.t('The agent ended the conversation by itself.') };
  }
  const conversation = await examination.close(created);
  const turn = conversation.turns.findLast(({ kind }) => kind === 'close');
  return turn === undefined
    ? { state: 'skipped', sentence: l10n.t('The conversation was closed already.') }
    : toFinding(conversation, turn, l10n.t('The conversation was closed.'));
}

function toFinding(conversation: Conversation, turn: Turn, success: string): Finding {
  const { latencyMs, correlationId, error } = turn;
  const facts = { latencyMs, correlationId, conversation };
  if (turn.state === 'answered') return { state: 'ok', sentence: success, ...facts };
  const { message, remedy } = error
    ? explainTurnError(error, turn.kind, conversation.connection)
    : closeUnconfirmed();
  return { state: 'failed', sentence: message, remedy, ...facts };
}
