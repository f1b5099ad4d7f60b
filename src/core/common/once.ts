/** Something that is made when it is first needed, and only then. */
export interface MadeOnce<T> {
  get(): T;
  /** Undefined until it is made. */
  readonly made: T | undefined;
}

export function once<T extends object>(make: () => T): MadeOnce<T> {
  let made: T | undefined;
  return {
    get: () => (made ??= make()),
    get made() {
      return made;
    },
  };
}
