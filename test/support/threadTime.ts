/** Milliseconds of processor this thread has used: what other threads and programs take of a busy machine is not ours. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
