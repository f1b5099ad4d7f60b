import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/**
 * The two documents of the Chat API as judges: whatever goes over the wire is held against them by ajv, which
 * nobody here wrote. The page covers create only; the newer document also respond and close.
 */

/** One call as it went over the wire. */
export interface WireCall {
  readonly method: string;
  /** Path, without the origin. */
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string | string[] | undefined>>;
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

interface OpenApiMedia {
  readonly 'application/json'?: { readonly schema: object };
}

interface OpenApiResponse {
  readonly $ref?: string;
  readonly content?: OpenApiMedia;
}

interface OpenApiOperation {
  readonly parameters: readonly { readonly $ref?: string; readonly in?: string; readonly name?: string }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: OpenApiMedia };
  readonly responses: Readonly<Record<string, OpenApiResponse>>;
}

interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
}

export type DocumentName = 'create-a-chat.txt' | 'chat-api.openapi.json';

export interface ChatApiDocument {
  readonly name: DocumentName;
  /** Whether the document has this path and method. */
  describes(method: string, path: string): boolean;
  /** Fails unless headers and body are what the document asks for. */
  checkRequest(call: WireCall): void;
  /**
   * Fails unless the answer is what the document promises. A status that it does not declare (405 or 410, which
   * only the page on error codes knows) must carry the document's error body.
   */
  checkResponse(call: WireCall): void;
}

const fixtures = new URL('../fixtures/chatApi/', import.meta.url);

/** Both documents, ready to judge. */
export function readChatApiDocuments(): readonly ChatApiDocument[] {
  return [
    createDocument('create-a-chat.txt', parse(yamlOfPage()) as OpenApiDocument),
    createDocument(
      'chat-api.openapi.json',
      JSON.parse(readFixture('chat-api.openapi.json')) as OpenApiDocument,
    ),
  ];
}

function createDocument(name: DocumentName, document: OpenApiDocument): ChatApiDocument {
  // `example`, `xml` and the like are OpenAPI's own words: not strict. The document is its own schema store.
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'chat-api', ...(withoutTypelessNullable(document) as object) });

  const operationOf = (method: string, path: string): OpenApiOperation | undefined => {
    for (const [template, operations] of Object.entries(document.paths)) {
      const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      if (pattern.test(path)) return operations[method.toLowerCase()];
    }
    return undefined;
  };
  const check = (schema: object, body: string, what: string) => {
    const validate = ajv.compile(absolute(schema));
    const value: unknown = JSON.parse(body);
    assert.ok(validate(value), `${name}: ${what} ${body}: ${ajv.errorsText(validate.errors)}`);
  };
  const errorSchema = { $ref: '#/components/schemas/Error' };

  return {
    name,
    describes: (method, path) => operationOf(method, path) !== undefined,
    checkRequest(call) {
      const operation = operationOf(call.method, call.path);
      assert.ok(operation, `${name} has no ${call.method} ${call.path}`);
      for (const reference of operation.parameters) {
        const parameter = resolve(document, reference) as { in: string; name: string };
        if (parameter.in !== 'header') continue;
        assert.ok(call.requestHeaders[parameter.name.toLowerCase()], `${parameter.name} is required`);
      }
      if (call.requestBody === '') {
        assert.notEqual(operation.requestBody?.required, true, 'a body is required');
        return;
      }
      assert.match(String(call.requestHeaders['content-type']), /^application\/json\b/);
      const schema = operation.requestBody?.content['application/json']?.schema;
      assert.ok(schema);
      check(schema, call.requestBody, 'request');
    },
    checkResponse(call) {
      assert.ok(call.responseHeaders['x-polyai-correlation-id'], 'every answer has a correlation id');
      assert.match(call.responseHeaders['content-type'] ?? '', /^application\/json\b/);
      const declared = operationOf(call.method, call.path)?.responses[String(call.status)];
      const response = declared && { ...(resolve(document, declared) as OpenApiResponse), ...declared };
      const schema = response?.content?.['application/json']?.schema;
      if (schema === undefined) assert.ok(call.status >= 400, `${call.status} is not declared`);
      check(schema ?? errorSchema, call.responseBody, `answer ${call.status}`);
    },
  };
}

function readFixture(name: DocumentName): string {
  return readFileSync(new URL(name, fixtures), 'utf8');
}

/** The OpenAPI document inside the page. */
function yamlOfPage(): string {
  const yaml = /^````yaml [^\n]*\n([^]*?)^````$/m.exec(readFixture('create-a-chat.txt'))?.[1];
  assert.ok(yaml, 'the page holds an OpenAPI document');
  return yaml;
}

function resolve(document: unknown, value: { readonly $ref?: string }): unknown {
  if (value.$ref === undefined) return value;
  let target: unknown = document;
  for (const key of value.$ref.slice(2).split('/')) target = (target as Record<string, unknown>)[key];
  return target;
}

/** `#/…` means the document; ajv needs to be told which one. */
function absolute(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"chat-api#/')) as object;
}

/** OpenAPI 3.0 lets `nullable` stand without a type (any value will do then); ajv does not. */
function withoutTypelessNullable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutTypelessNullable);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'nullable' || 'type' in value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutTypelessNullable(inner)]));
}
