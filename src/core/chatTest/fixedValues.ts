import type { ChatTest } from './chatTest.ts';
import type { Resolve } from './judgedReply.ts';
import { fillTemplate, type Template } from './template.ts';
import type { TestCase } from './testCases.ts';

/** The variables of a case that are the same in every run. */
export interface FixedValues {
  /** Every part of it is the same each time. */
  readonly isFixed: (template: Template) => boolean;
  readonly isFixedJson: (json: (resolve: Resolve) => string) => boolean;
  readonly resolve: Resolve;
  /** It has another value from here on: it was captured. */
  forget(name: string): void;
}

export function createFixedValues(test: ChatTest, { variables }: TestCase): FixedValues {
  const known = new Map<string, string>(Object.entries(variables));
  const isFixed = ({ parts }: Template): boolean =>
    parts.every((part) => part.kind === 'text' || (part.kind === 'variable' && known.has(part.name)));
  const resolve: Resolve = (template) =>
    fillTemplate(template, {
      variable: (name) => known.get(name),
      env: () => undefined,
      uuid: () => '',
      date: () => '',
    });
  for (const { name, value } of test.vars) {
    if (!known.has(name) && isFixed(value)) known.set(name, resolve(value));
  }
  return {
    isFixed,
    isFixedJson(json) {
      let fixed = true;
      json((template) => {
        fixed &&= isFixed(template);
        return '';
      });
      return fixed;
    },
    resolve,
    forget: (name) => void known.delete(name),
  };
}
