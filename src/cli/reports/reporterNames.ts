export const reporterNames = ['text', 'json', 'junit', 'github', 'html'] as const;

export type ReporterName = (typeof reporterNames)[number];

export function isReporterName(text: string): text is ReporterName {
  return (reporterNames as readonly string[]).includes(text);
}
