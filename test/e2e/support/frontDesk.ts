import type { StandInRule, StandInScript } from '../../../src/standInAgent/standInScript.ts';

/** An agent that repeats what it hears, but for `rules`. Its words tell one turn from another. */
export function frontDesk(
  rules: readonly StandInRule[] = [],
  more: Partial<StandInScript> = {},
): StandInScript {
  return {
    greeting: 'Good evening, this is the front desk.',
    greetings: [],
    rules: [...rules],
    fallback: 'Turn {turn}: I heard “{message}”.',
    silence: 'I am still here.',
    initialMessage: 'answer',
    idleTimeoutSeconds: 3600,
    faultWords: true,
    ...more,
  };
}

/** What was said to it, oldest first. */
export function messagesTo(agent: {
  readonly requests: readonly { readonly path: string; readonly body: string }[];
}): readonly string[] {
  return agent.requests
    .filter(({ path }) => path.endsWith('/chat/respond'))
    .map(({ body }) => (JSON.parse(body) as { message?: string }).message ?? '');
}
