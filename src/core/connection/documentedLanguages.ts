/** The four values of `channel` on the page "Create a chat"; free text is allowed too. */
export const documentedChannels = ['webchat', 'whatsapp', 'sms', 'api'] as const;

/**
 * The 73 response languages of the documentation (behavior/language/language-coverage). Suggestions only: two
 * carry no region and one carries a script, so no pattern is enforced.
 */
export const documentedLanguages: readonly string[] = (
  'sq-AL am-ET ar hy-AM bn-BD bs-BA bg-BG my-MM yue-Hant-HK ca-ES zh-CN zh-TW hr-HR cs-CZ da-DK nl-BE nl-NL ' +
  'en-AU en-CA en-NZ en-SG en-GB en-US et-EE fi-FI fr-BE fr-CA fr-FR ka-GE de-DE el-GR gu-IN he-IL hi hu-HU ' +
  'is-IS id-ID it-IT ja-JP kn-IN kk-KZ ko-KR lv-LV lt-LT mk-MK ms-MY ml-IN mr-IN mn-MN nb-NO fa-IR pl-PL ' +
  'pt-BR pt-PT pa-IN ro-RO ru-RU sr-RS sk-SK sl-SI so-SO es-ES es-US sw-KE sv-SE tl-PH ta-IN te-IN th-TH ' +
  'tr-TR uk-UA ur-PK vi-VN'
).split(' ');
