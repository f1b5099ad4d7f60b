import type { ReportedTurn, TestEntry } from '../../../core/chatTest/testReport.ts';
import { html, type Markup } from './markup.ts';

type Conversation = TestEntry['conversations'][number];

const turnWords: Readonly<Record<ReportedTurn['status'], string>> = {
  passed: 'passed',
  failed: 'failed',
  slow: 'slow',
  notReached: 'not reached',
};

/** A whole conversation, to be unfolded. */
export function transcript(conversation: Conversation, run: number): Markup {
  const { conversationId, problem, turns, status } = conversation;
  const id =
    conversationId === null
      ? undefined
      : html`<p class="quiet">Conversation <bdi>${conversationId}</bdi></p>`;
  return html`<details>
    <summary>Transcript of run ${run}, ${status}</summary>
    ${id}${problem === undefined ? undefined : html`<p dir="auto">${problem}</p>`}
    <ol class="transcript">
      ${turns.map(turnItem)}
    </ol>
  </details> `;
}

function turnItem(turn: ReportedTurn, index: number): Markup {
  const { user, reply, status, failures, latencyMs, ended, handoff } = turn;
  const row = (name: string, text: string | undefined) =>
    text === undefined
      ? undefined
      : html`<dt>${name}</dt>
          <dd dir="auto">${text}</dd> `;
  const to = [handoff?.destination, handoff?.reason].filter((one) => one !== undefined).join(', ');
  return html`<li>
    <p class="${status}">
      Turn ${index + 1}: <span class="state">${turnWords[status]}</span>${
        latencyMs === undefined ? undefined : html` <span class="quiet">${Math.round(latencyMs)} ms</span>`
      }
    </p>
    <dl>
      ${row('You', user)}${row('Agent', reply)}${row('Handoff', handoff === undefined ? undefined : to || 'yes')}${
        ended === true ? row('Ended', 'by the agent') : undefined
      }${failures.map(({ sentence }) => row('Check', sentence))}
    </dl>
  </li> `;
}
