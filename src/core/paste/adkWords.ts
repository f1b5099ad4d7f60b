import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readBeside } from '../files/readBeside.ts';
import { maxYamlBytes, parseSmallYaml } from './smallYaml.ts';

/** What an ADK project names that a chat test may use: proposals, written by the author of the folder. */
export interface AdkWords {
  /** Where a conversation may be handed off to: `config/handoffs.yaml`. */
  readonly destinations: readonly string[];
  /** The example queries of `topics/*.yaml`, with the topic. */
  readonly queries: readonly { readonly text: string; readonly topic: string }[];
}

const mostTopics = 100;
const mostQueries = 300;
const mostDestinations = 200;
const longestText = 300;

/** Never throws: what cannot be read is left out. Between two files the thread is free. */
export async function readAdkWords(folder: string): Promise<AdkWords> {
  const handoffs = await read(folder, 'config/handoffs.yaml');
  const destinations = listOf(handoffs, 'handoffs').flatMap((handoff) => textOf(handoff, 'name') ?? []);
  const queries: { text: string; topic: string }[] = [];
  for (const file of await topicFiles(path.join(folder, 'topics'))) {
    // oxlint-disable-next-line no-await-in-loop -- each file may take a while, and others have their turn between them
    const topic = await read(folder, file);
    if (topic === undefined || textOf(topic, 'enabled') === 'false') continue;
    const name = textOf(topic, 'name') ?? path.basename(file, '.yaml');
    for (const query of listOf(topic, 'example_queries')) {
      const text = plainText(query);
      if (text !== undefined) queries.push({ text, topic: name });
    }
    if (queries.length >= mostQueries) break;
    // oxlint-disable-next-line no-await-in-loop -- as above
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return { destinations: destinations.slice(0, mostDestinations), queries: queries.slice(0, mostQueries) };
}

async function topicFiles(folder: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
    return names.slice(0, mostTopics).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** Not what a link leads to outside of the project. */
async function read(folder: string, file: string): Promise<unknown> {
  try {
    const content = await readBeside(folder, file, maxYamlBytes);
    return content === undefined ? undefined : await parseSmallYaml(content);
  } catch {
    return undefined;
  }
}

function own(source: unknown, key: string): unknown {
  return typeof source === 'object' && source !== null && Object.hasOwn(source, key)
    ? (source as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function listOf(source: unknown, key: string): readonly unknown[] {
  const list = own(source, key);
  return Array.isArray(list) ? list : [];
}

function textOf(source: unknown, key: string): string | undefined {
  return plainText(own(source, key));
}

/** One line of reasonable length. */
function plainText(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > longestText) return undefined;
  const text = value.trim();
  return text === '' || /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text) ? undefined : text;
}
