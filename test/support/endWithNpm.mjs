/**
 * npm starts a script through a shell, and a signal to npm ends that shell without reaching the script. So the script
 * watches its parent, and then gives itself the signal.
 */
export function endWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 300);
  watch.unref();
}
