import path from 'node:path';
import * as l10n from '@vscode/l10n';
import { isRegionId, type RegionId } from '../chatApi/region.ts';
import { isJsonObject, type JsonObject, toJsonObject } from '../common/jsonObject.ts';
import { readSmallFile, type ReadSmallFile } from '../files/readSmallFile.ts';
import { validateAccountId, validateProjectId } from '../connection/validateConnection.ts';
import { maxYamlBytes, parseSmallYaml } from './smallYaml.ts';

export interface AdkVariant {
  readonly name: string;
  /** Known only when the ADK has pulled the project (`_gen/.agent_studio_config`). */
  readonly id?: string | undefined;
  readonly isDefault: boolean;
}

/**
 * What an ADK project on disk says about its agent. It is a proposal, written by the author of the folder: it
 * never holds an origin or a secret, only a documented region's id, and the user approves it before use.
 */
export interface AdkProject {
  /** Where `project.yaml` (or `_gen`) was found. */
  readonly folder: string;
  readonly region?: RegionId | undefined;
  readonly accountId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly projectName?: string | undefined;
  /** BCP 47, the default language first. */
  readonly languages: readonly string[];
  readonly variants: readonly AdkVariant[];
  /** Sentences about what was left out, and why. */
  readonly problems: readonly string[];
}

/** What the ADK generated lists every resource of the project; JSON of this size is parsed in 20 ms. */
const maxGeneratedBytes = 1024 * 1024;
const maxItems = 1000;
const longestText = 256;
const maxParents = 40;

/**
 * Finds and reads the ADK project that `folder` belongs to, walking up as `poly` does; undefined when there is
 * none. Never throws: what cannot be read becomes one of the problems.
 * Facts: `project.yaml`, `_gen/.agent_studio_config` (base64 of JSON), `agent_settings/languages.yaml`,
 * `config/variant_attributes.yaml`.
 */
export async function readAdkProject(
  folder: string,
  readFile: ReadSmallFile = readSmallFile,
): Promise<AdkProject | undefined> {
  const problems: string[] = [];
  const read = async (root: string, parts: readonly string[], { maxBytes, parse }: Format) => {
    const file = path.join(root, ...parts);
    let content: string | undefined;
    try {
      content = await readFile(file, maxBytes);
      if (content === undefined) return undefined;
      const value = await parse(content);
      if (isJsonObject(value)) return value;
    } catch {
      // The reason may quote the file; that it cannot be used is enough.
    }
    problems.push(
      content !== undefined && /^(?:<{7}|>{7})(?:\s|$)/m.test(content)
        ? l10n.t('{0} has a merge conflict.', parts.join('/'))
        : l10n.t('{0} could not be read.', parts.join('/')),
    );
    return {};
  };

  for (let root = folder, depth = 0; depth < maxParents; depth++) {
    // oxlint-disable-next-line no-await-in-loop -- the nearest project wins
    const [manifest, generated] = await Promise.all([
      read(root, ['project.yaml'], yaml),
      read(root, ['_gen', '.agent_studio_config'], base64Json),
    ]);
    const identity = namesAgent(manifest) || !namesAgent(generated) ? (manifest ?? generated) : generated;
    if (identity !== undefined) {
      // oxlint-disable-next-line no-await-in-loop -- returns at once
      const [languages, variants] = await Promise.all([
        read(root, ['agent_settings', 'languages.yaml'], yaml),
        read(root, ['config', 'variant_attributes.yaml'], yaml),
      ]);
      const resources = toJsonObject(own(generated, 'resources'));
      return {
        folder: root,
        ...identityOf(identity, problems),
        languages: languagesOf(languages ?? resources),
        variants: variantsOf(variants, resources),
        problems,
      };
    }
    problems.length = 0;
    const parent = path.dirname(root);
    if (parent === root) return undefined;
    root = parent;
  }
  return undefined;
}

interface Format {
  readonly maxBytes: number;
  readonly parse: (content: string) => unknown;
}

const yaml: Format = { maxBytes: maxYamlBytes, parse: parseSmallYaml };

const base64Json: Format = {
  maxBytes: maxGeneratedBytes,
  parse: (content) => {
    const base64 = content.replace(/\s/g, '');
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) throw new Error('not base64');
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
    return JSON.parse(text) as unknown;
  },
};

function namesAgent(source: JsonObject | undefined): boolean {
  return own(source, 'account_id') !== undefined;
}

function identityOf(identity: JsonObject, problems: string[]) {
  const region = textOf(own(identity, 'region'));
  if (region !== undefined && !isRegionId(region)) {
    problems.push(l10n.t('The region of the project is not documented.'));
  }
  const accountId = textOf(own(identity, 'account_id'));
  const projectId = textOf(own(identity, 'project_id'));
  const accountProblem = accountId === undefined ? undefined : validateAccountId(accountId);
  const projectProblem = projectId === undefined ? undefined : validateProjectId(projectId);
  if (accountProblem !== undefined) problems.push(l10n.t('The account id of the project cannot be used.'));
  if (projectProblem !== undefined) problems.push(l10n.t('The project id of the project cannot be used.'));
  return {
    region: region !== undefined && isRegionId(region) ? region : undefined,
    accountId: accountProblem === undefined ? accountId : undefined,
    projectId: projectProblem === undefined ? projectId : undefined,
    projectName: plainText(own(identity, 'project_name')),
  };
}

function languagesOf(source: JsonObject | undefined): readonly string[] {
  const all = [own(source, 'default_language'), ...listOf(own(source, 'additional_languages'))]
    .map((language) =>
      plainText(
        isJsonObject(language) ? (own(language, 'language_code') ?? own(language, 'name')) : language,
      ),
    )
    .filter((language) => language !== undefined);
  return [...new Set(all)];
}

function variantsOf(source: JsonObject | undefined, resources: JsonObject): readonly AdkVariant[] {
  const known = Object.entries(toJsonObject(own(resources, 'variants')))
    .slice(0, maxItems)
    .flatMap(([id, value]) => toVariant(value, plainText(id)));
  if (source === undefined) return known;
  return listOf(own(source, 'variants')).flatMap((value) =>
    toVariant(value).map((variant) => ({
      ...variant,
      id: known.find(({ name }) => name === variant.name)?.id,
    })),
  );
}

function toVariant(value: unknown, id?: string): AdkVariant[] {
  if (!isJsonObject(value)) return [];
  const name = plainText(own(value, 'name'));
  return name === undefined ? [] : [{ name, id, isDefault: String(own(value, 'is_default')) === 'true' }];
}

/** Own keys only, so that `__proto__` and its like mean nothing. */
function own(source: JsonObject | undefined, key: string): unknown {
  return source !== undefined && Object.hasOwn(source, key) ? source[key] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, maxItems) : [];
}

/** JSON may hold an id of digits as a number. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

/** Text for a label or a suggestion: one line, of reasonable length. */
function plainText(value: unknown): string | undefined {
  const text = textOf(value);
  return text === undefined || text.length > longestText || /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)
    ? undefined
    : text;
}
