type CpuUsage = typeof process.cpuUsage;

/** How much processor time passes from turn to turn of the event loop: what other programs take is not counted. */
export function watchThread() {
  const slices: number[] = [];
  // Node 24 tells this thread from those that collect garbage and read files.
  const timed = process as typeof process & { readonly threadCpuUsage?: CpuUsage };
  const usage = (since?: NodeJS.CpuUsage) => timed.threadCpuUsage?.(since) ?? process.cpuUsage(since);
  let before = usage();
  let isOver = false;
  const look = () => {
    const { user, system } = usage(before);
    slices.push((user + system) / 1000);
    before = usage();
    if (!isOver) setImmediate(look);
  };
  setImmediate(look);
  return {
    slices,
    stop: () => {
      isOver = true;
      return slices.reduce((longest, slice) => Math.max(longest, slice), 0);
    },
  };
}
