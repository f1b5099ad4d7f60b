import { formatJson } from '../common/jsonText.ts';
import type { CreateChatParameters, Exchange } from './chatClient.ts';
import { maskedChatHeaders, methodOf, toCreateBody } from './wire.ts';

/** What create will really send, for reading before it is sent. */
export interface RequestPreview {
  readonly method: Exchange['method'];
  readonly url: string;
  /** Both secrets are masked. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body byte for byte, as `toCurl` wants it; undefined when there is none. */
  readonly body: string | undefined;
  /** The same body laid out for reading, its numbers untouched; empty when there is none. */
  readonly bodyText: string;
}

/** `createUrl` comes from `chatUrl(address, 'create')`. It needs no secret and never sees one. Browser-safe. */
export function createRequestPreview(createUrl: string, parameters: CreateChatParameters): RequestPreview {
  const body = toCreateBody(parameters);
  return {
    method: methodOf.create,
    url: createUrl,
    headers: maskedChatHeaders(body !== undefined),
    body,
    bodyText: body === undefined ? '' : formatJson(body),
  };
}
