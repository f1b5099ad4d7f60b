// Loaded before a program: writes the greatest memory it had, in kB, and its processor time, in ms, when it ends.
const { appendFileSync } = require('node:fs');
const { PEAK_FILE } = process.env;
process.once('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  if (PEAK_FILE) appendFileSync(PEAK_FILE, `${maxRSS} ${(userCPUTime + systemCPUTime) / 1000}\n`);
});
