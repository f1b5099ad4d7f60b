/** Where tests are looked for: a pattern for one spelling of the ending means the other too, as on the command line. */
export function inBothSpellings(pattern: string): string {
  return pattern.replace(/\.polyai\.ya?ml$/, '.polyai.{yaml,yml}');
}
