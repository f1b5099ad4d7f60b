/** Lets at most so many work at once; the others wait, in their order. */
export interface Slots {
  /** Resolves with what gives the slot back, once. */
  take(): Promise<() => void>;
}

export function createSlots(most: number): Slots {
  const waiting: (() => void)[] = [];
  let taken = 0;
  const free = () => {
    const next = waiting.shift();
    if (next) next();
    else taken--;
  };
  return {
    async take() {
      if (taken < most) taken++;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let isFree = false;
      return () => {
        if (!isFree) free();
        isFree = true;
      };
    },
  };
}
