import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an editor would make links and icons of, after a word that tells where it was put. */
export function hostileText(where: string): string {
  return `${where} [Sign in](command:workbench.action.files.newUntitledFile) [file](file:///etc/passwd) https://evil.invalid/x $(ruby)`;
}

/** An agent each of whose texts is hostile: ids, replies, handoffs, errors. It answers a word that is said to it. */
export interface HostileAgent {
  readonly origin: string;
  /** From now on create is held until the answer is given. */
  holdCreate(): { answer(status: number, body: object): void };
  close(): Promise<void>;
}

const conversationId = hostileText('ID');

const replies: Readonly<Record<string, { readonly status: number; readonly body: object }>> = {
  refuse: {
    status: 400,
    body: {
      error_message: hostileText('Refused'),
      error_code: hostileText('CODE'),
      error_id: hostileText('SUPPORT'),
    },
  },
  'hand off': {
    status: 200,
    body: {
      conversation_id: conversationId,
      response: hostileText('Bye'),
      end_conversation: true,
      handoff: { destination: hostileText('Desk'), reason: hostileText('Reason') },
    },
  },
};

export async function startHostileAgent(): Promise<HostileAgent> {
  let held: Promise<{ status: number; body: object }> | undefined;
  const answer = async (path: string, text: string) => {
    if (path.endsWith('/create')) {
      return (
        (await held) ?? {
          status: 200,
          body: { conversation_id: conversationId, response: hostileText('Hello') },
        }
      );
    }
    const { message } = JSON.parse(text) as { message?: string };
    return (
      replies[message ?? ''] ?? {
        status: 200,
        body: { conversation_id: conversationId, response: hostileText('Reply') },
      }
    );
  };
  const send = (response: ServerResponse, { status, body }: { status: number; body: object }) => {
    response.writeHead(status, {
      'Content-Type': 'application/json',
      'X-Hostile': 'https://evil.invalid/header',
    });
    response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      answer(request.url ?? '', text).then(
        (reply) => send(response, reply),
        () => response.destroy(),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    holdCreate() {
      let give: (reply: { status: number; body: object }) => void = () => {};
      held = new Promise((resolve) => (give = resolve));
      return {
        answer: (status, body) => {
          held = undefined;
          give({ status, body });
        },
      };
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
