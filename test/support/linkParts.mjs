// esbuild cuts only modules into parts, and the editor loads CommonJS: this makes files of the parts, with as little
// between them as there can be. What a file takes from another, or from the host, it takes by name and once. That holds
// because files are loaded in one order and nothing that a module exports changes later.

/**
 * For each file its `contents`, which import its parts, and the `plugin` by which esbuild finds what is imported.
 * `texts` holds the parts as modules, `files` the parts of each file, `namesOf` what a file gives by its own names.
 */
export function linkParts(texts, files, namesOf) {
  const fileOf = new Map([...files].flatMap(([file, parts]) => parts.map((part) => [part, file])));
  const links = new Map(
    [...files.keys()].map((file) => [file, { given: new Map(), taken: new Map(), takenFromHost: new Map() }]),
  );

  let count = 0;
  /** The short name by which a file gives what one of its parts exports. */
  const shortName = (part, name) => {
    const { given } = links.get(fileOf.get(part));
    const key = `${part} ${name}`;
    if (!given.has(key)) given.set(key, { part, name, short: `_${(count++).toString(36)}` });
    return given.get(key).short;
  };

  const linkImport = (file, [whole, names, from]) => {
    const other = fileOf.get(from);
    if (other === undefined || other === file) return whole;
    const short = readNames(names).map(({ there, here }) => {
      const name = shortName(from, there);
      add(links.get(file).taken, other, name);
      return `${name} as ${here}`;
    });
    return short.length === 0 ? '' : `import{${short.join(',')}}from"${other}";`;
  };
  const linkDynamicImport = (_, part) => {
    const other = fileOf.get(part) ?? part;
    const member = other === part ? '' : `.${shortName(part, '*')}`;
    return `Promise.resolve().then(()=>require("${other}")${member})`;
  };
  const linked = new Map(
    [...texts].map(([part, text]) => {
      const file = fileOf.get(part);
      for (const [, names, host] of text.matchAll(
        /import(?:[\w$]+,)?\{([^}]*)\}from"((?:node:|vscode)[^"]*)"/g,
      )) {
        for (const { there } of readNames(names)) add(links.get(file).takenFromHost, host, there);
      }
      // What a part takes from others stands at its beginning.
      const imports = [...text.matchAll(/import(?:\{([^}]*)\}from)?"([^"]+)";/gy)];
      const rest = text.slice(imports.reduce((length, [whole]) => length + whole.length, 0));
      const head = imports.map((match) => linkImport(file, match)).join('');
      return [part, head + rest.replaceAll(/import\("(\.\/[^"]+)"\)/g, linkDynamicImport)];
    }),
  );

  return [...files].map(([file, parts]) => {
    const { given, taken, takenFromHost } = links.get(file);
    const own = namesOf(file).map((name) => ({ part: file, name, short: name }));
    const loaders = {
      part: (part) => linked.get(part),
      outside: (from) => {
        if (from.startsWith('./') && !taken.has(from)) throw new Error(`${file} cannot take from ${from}`);
        return takeFrom(from, taken.get(from) ?? takenFromHost.get(from) ?? []);
      },
    };
    return { file, contents: give([...own, ...given.values()]), plugin: toPlugin(parts, loaders) };
  });
}

function give(exported) {
  const imports = exported.map(({ part, name, short }) =>
    name === '*' ? `import * as ${short} from '${part}';` : `import { ${name} as ${short} } from '${part}';`,
  );
  return `${imports.join('\n')}\nmodule.exports = { ${exported.map(({ short }) => short).join(', ')} };`;
}

function takeFrom(outside, names) {
  const taken = [...names].filter((name) => name !== 'default');
  return [
    `const whole = require('${outside}');`,
    `export const { ${taken.join(', ')} } = whole;`,
    'export default whole;',
  ].join('\n');
}

function toPlugin(parts, loaders) {
  return {
    name: 'parts',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^(?:\.\/|node:|vscode$)/ }, ({ kind, path }) => {
        if (kind !== 'import-statement') return { path, external: true };
        return { path, namespace: parts.includes(path) ? 'part' : 'outside' };
      });
      for (const [namespace, load] of Object.entries(loaders)) {
        onLoad({ filter: /./, namespace }, ({ path }) => ({ contents: load(path), resolveDir: '.' }));
      }
    },
  };
}

/** The names between the braces of an import. */
function readNames(names = '') {
  return names
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const [there, here = there] = name.split(' as ');
      return { there, here };
    });
}

function add(sets, key, value) {
  sets.set(key, (sets.get(key) ?? new Set()).add(value));
}
