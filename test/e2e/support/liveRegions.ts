/** Every text that came into a live region, as a screen reader gets it. Runs in the page before anything else. */
export const recordLiveRegions = `
  globalThis.announced = [];
  const live = '[role=log], [role=status], [role=alert], [aria-live=polite], [aria-live=assertive]';
  new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
      const region = element?.closest(live);
      if (region && region.getAttribute('aria-live') !== 'off') {
        if (type === 'characterData') announced.push(target.data);
        for (const node of addedNodes) announced.push(node.textContent);
      }
      for (const node of addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        // A region that comes with its text: only an alert is read then.
        for (const alert of [node, ...node.querySelectorAll('[role=alert]')]) {
          if (alert.matches('[role=alert]') && !region) announced.push(alert.textContent);
        }
      }
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
`;
