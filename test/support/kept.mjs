// What is slow to make and depends on its input alone is kept beside the packages.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repoFolder } from './installPackages.mjs';

const folder = path.join(repoFolder, 'node_modules', '.cache', 'package');
/** Another version of what makes it may make it differently. */
const tools = await readFile(path.join(repoFolder, 'package-lock.json'));

/** The bytes that `make` gives for what `inputs` name, from an earlier time if there was one. */
export async function kept(inputs, make) {
  const hash = createHash('sha256');
  for (const input of [tools, ...inputs]) hash.update(`${input.length}\n`).update(input);
  const file = path.join(folder, hash.digest('hex'));
  const earlier = await readFile(file).catch(() => undefined);
  if (earlier !== undefined) return earlier;
  const made = Buffer.from(await make());
  await mkdir(folder, { recursive: true });
  // In one step: two may make the same at once.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, made);
  await rename(unfinished, file);
  return made;
}
