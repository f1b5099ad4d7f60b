/** What keeps VS Code silent and quick: no calls out, no experiments, no start page, nothing that moves. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.reduceMotion': 'on',
  'workbench.colorTheme': 'Dark 2026',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
  'window.commandCenter': false,
  'window.title': '${activeEditorShort}${separator}${rootName}',
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'git.enabled': false,
  'git.autofetch': false,
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
  'json.schemaDownload.enable': false,
  // No look at the open files of every process of the machine, every few seconds.
  'remote.autoForwardPorts': false,
  'remote.autoForwardPortsSource': 'output',
  'security.workspace.trust.startupPrompt': 'never',
  'editor.cursorBlinking': 'solid',
  'editor.minimap.enabled': false,
};

export type Theme = 'light' | 'dark' | 'hc-dark' | 'hc-light';

/** The default themes of VS Code 1.139, as its palette lists them. The folder names the pictures taken in it. */
export const themes: Readonly<Record<Theme, { label: string; bodyClass: string; folder: string }>> = {
  light: { label: 'Light 2026', bodyClass: 'vs', folder: 'light' },
  dark: { label: 'Dark 2026', bodyClass: 'vs-dark', folder: 'dark' },
  'hc-dark': { label: 'Dark High Contrast', bodyClass: 'hc-black', folder: 'high-contrast' },
  'hc-light': { label: 'Light High Contrast', bodyClass: 'hc-light', folder: 'high-contrast-light' },
};
