import type { Event } from './event.ts';

/** A setting as a value that can be injected. */
export interface Setting<T> {
  readonly value: T;
  readonly onDidChange: Event<T>;
}
